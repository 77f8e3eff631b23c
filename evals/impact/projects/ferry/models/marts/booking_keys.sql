select
    {{ key_of(['booking_id', 'customer_id']) }} as booking_key,
    booking_id,
    seats,
    upper(coalesce(coupon, 'no coupon')) as coupon,
    len(coupon) as coupon_length
from {{ ref('stg_bookings') }}

select
    booking_id,
    customer_id,
    booked_at,
    row_number() over (partition by customer_id order by booked_at, booking_id) as booking_number,
    lag(booked_at) over (partition by customer_id order by booked_at, booking_id) as previous_booked_at
from {{ ref('stg_bookings') }}
where status != 'cancelled'

with source as (
    select * from {{ ref('raw_bookings') }}
),

-- the booking system repeats a row now and then
numbered as (
    select
        *,
        row_number() over (partition by id order by booked_at desc, seats desc) as n
    from source
)

select
    id as booking_id,
    customer_id,
    sailing_id,
    cast(booked_at as timestamp) as booked_at,
    status,
    fare_cents,
    {{ euros('fare_cents') }} as fare,
    seats,
    coupon
from numbered
where n = 1
  and status <> 'test'

with bookings as (
    select * from {{ ref('stg_bookings') }}
),

sailings as (
    select * from {{ ref('stg_sailings') }}
),

payments as (
    select * from {{ ref('int_booking_payments') }}
)

select
    b.booking_id,
    b.customer_id,
    b.sailing_id,
    s.route_code,
    s.departs_on,
    b.booked_at,
    b.status,
    b.seats,
    b.fare,
    b.fare * b.seats as gross,
    coalesce(p.paid, 0) as paid,
    p.last_paid_on
from bookings as b
inner join sailings as s on b.sailing_id = s.sailing_id
left join payments as p on b.booking_id = p.booking_id

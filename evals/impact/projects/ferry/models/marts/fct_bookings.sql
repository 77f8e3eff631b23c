{{ config(materialized='incremental', unique_key='booking_id') }}

select
    booking_id,
    j.customer_id,
    j.route_code,
    j.departs_on,
    j.booked_at,
    j.status,
    j.seats,
    j.gross,
    j.paid,
    j.gross - j.paid as due,
    c.booking_number,
    c.booking_number = 1 as is_first
from {{ ref('int_bookings_joined') }} as j
left join {{ ref('int_customer_bookings') }} as c using (booking_id)
{% if is_incremental() %}
where j.booked_at > (select max(booked_at) from {{ this }})
{% endif %}

select *
from {{ ref('stg_payments') }}
left join (select booking_id, seats, fare from {{ ref('stg_bookings') }}) as b using (booking_id)

select customer_id, email, 'customer' as kind from {{ ref('stg_customers') }}
union
select c.customer_id, c.email, 'payer' as kind
from {{ ref('stg_customers') }} as c
join {{ ref('stg_bookings') }} as b on b.customer_id = c.customer_id
join {{ ref('stg_payments') }} as p on p.booking_id = b.booking_id

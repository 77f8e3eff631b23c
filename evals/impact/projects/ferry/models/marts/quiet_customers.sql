select c.customer_id, c.email
from {{ ref('stg_customers') }} as c
where not exists (
    select 1 from {{ ref('stg_bookings') }} as b
    where b.customer_id = c.customer_id
)

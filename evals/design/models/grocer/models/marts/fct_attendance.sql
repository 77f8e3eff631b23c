select
    c.customer_key,
    a.event_id,
    a.attended_on
from {{ ref('stg_attendance') }} as a
join {{ ref('dim_customers') }} as c on c.customer_id = a.customer_id

select
    country,
    status,
    count(*) as orders
from {{ ref('stg_orders') }} as o
join {{ ref('stg_customers') }} as c
    on c.customer_id = o.customer_id
group by country, status

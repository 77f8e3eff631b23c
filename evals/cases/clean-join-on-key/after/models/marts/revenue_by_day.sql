select
    cast(o.ordered_at as date) as day,
    c.country,
    sum(o.amount) as revenue
from {{ ref('stg_orders') }} as o
left join {{ ref('stg_customers') }} as c
    on c.customer_id = o.customer_id
group by 1, 2

select
    orders.order_id,
    orders.customer_id,
    c.country,
    orders.amount,
    orders.ordered_at
from {{ ref('stg_orders') }} as orders
left join {{ ref('stg_customers') }} as c
    on c.customer_id = orders.customer_id
where orders.status <> 'cancelled'

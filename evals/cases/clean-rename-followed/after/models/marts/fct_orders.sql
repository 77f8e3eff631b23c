select
    o.order_id,
    o.buyer_id as customer_id,
    c.country,
    o.amount,
    o.ordered_at
from {{ ref('stg_orders') }} as o
left join {{ ref('stg_customers') }} as c
    on c.customer_id = o.buyer_id
where o.status <> 'cancelled'

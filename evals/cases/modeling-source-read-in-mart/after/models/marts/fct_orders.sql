select
    o.order_id,
    o.customer_id,
    c.country,
    o.amount,
    o.ordered_at
from {{ ref('stg_orders') }} as o
left join {{ source('raw', 'customers') }} as c
    on c.id = o.customer_id
where o.status <> 'cancelled'

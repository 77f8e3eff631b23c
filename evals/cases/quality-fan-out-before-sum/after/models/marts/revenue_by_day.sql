select
    cast(o.ordered_at as date) as day,
    sum(o.amount) as revenue,
    sum(p.paid) as paid
from {{ ref('stg_orders') }} as o
left join {{ ref('stg_payments') }} as p
    on p.order_id = o.order_id
group by 1

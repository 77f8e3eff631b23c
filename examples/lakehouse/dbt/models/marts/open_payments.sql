select
    o.order_id,
    o.ordered_on,
    o.total
from {{ ref('stg_orders') }} as o
where not exists (
    select 1
    from {{ ref('stg_payments') }} as p
    where p.order_id = o.order_id
)

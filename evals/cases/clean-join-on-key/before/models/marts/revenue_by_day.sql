select
    cast(o.ordered_at as date) as day,
    sum(o.amount) as revenue
from {{ ref('stg_orders') }} as o
group by 1

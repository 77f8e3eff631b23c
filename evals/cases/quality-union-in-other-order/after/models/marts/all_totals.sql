select order_id, amount as gross, amount * 0.81 as net
from {{ ref('stg_orders') }}
where status = 'paid'
union all
select order_id, amount * 0.81 as net, amount as gross
from {{ ref('stg_orders') }}
where status = 'refunded'

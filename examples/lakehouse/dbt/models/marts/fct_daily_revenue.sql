select
    ordered_on,
    count(*) as orders,
    sum(total_eur) as revenue_eur
from {{ ref('fct_orders') }}
where status <> 'cancelled'
group by ordered_on

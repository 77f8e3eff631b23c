select cast(sold_at as date) as day, sum(price) as price
from {{ ref('fct_sales') }}
group by 1

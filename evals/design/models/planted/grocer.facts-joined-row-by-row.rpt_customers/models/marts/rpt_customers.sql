select
    s.customer_key,
    s.amount,
    d.delivery_fee
from {{ ref('fct_sales') }} as s
left join {{ ref('fct_deliveries') }} as d on d.customer_key = s.customer_key

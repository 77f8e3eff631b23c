select s.sale_key, s.amount, d.delivery_fee
from {{ ref('fct_sales') }} as s
left join {{ ref('fct_deliveries') }} as d on d.delivery_id = s.receipt_no

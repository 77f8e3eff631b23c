select
    d.delivery_id,
    c.customer_key,
    d.ordered_on,
    d.packed_on,
    d.delivered_on,
    d.delivery_fee
from {{ ref('stg_deliveries') }} as d
left join {{ ref('dim_customers') }} as c on c.customer_id = d.customer_id

select
    s.customer_id,
    s.tier,
    d.size_class
from {{ ref('customers_snapshot') }} as s
left join {{ ref('dim_customers') }} as d on d.customer_id = s.customer_id
where s.dbt_valid_to is null

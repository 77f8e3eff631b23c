select customer_id, full_name, gross
from {{ ref('dim_customers') }}
where gross is not null
order by gross desc, customer_id
limit 10

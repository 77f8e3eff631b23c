select customer_id, country as home, country as billing
from {{ ref('stg_customers') }}

select
    id as customer_id,
    name,
    country,
    status
from {{ source('raw', 'customers') }}

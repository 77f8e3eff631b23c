select
    customer_id,
    spent,
    segment
from {{ source('lake', 'customer_segments') }}

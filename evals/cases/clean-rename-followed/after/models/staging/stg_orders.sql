select
    id as order_id,
    customer_id as buyer_id,
    status,
    amount,
    ordered_at
from {{ source('raw', 'orders') }}

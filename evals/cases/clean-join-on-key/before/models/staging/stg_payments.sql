select
    id as payment_id,
    order_id,
    method,
    amount as paid
from {{ source('raw', 'payments') }}

select
    id as refund_id,
    order_id,
    amount
from {{ source('raw', 'refunds') }}

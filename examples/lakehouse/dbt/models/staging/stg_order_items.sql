select
    order_id,
    sku,
    quantity,
    unit_price,
    quantity * unit_price as line_total
from {{ source('lake', 'order_items') }}

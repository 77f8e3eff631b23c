select sale_id, stall_id, price, kind, sold_at
from {{ source('shop', 'sales') }}

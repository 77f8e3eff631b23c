select customer_id, segment_id
from {{ source('pos', 'customer_segments') }}

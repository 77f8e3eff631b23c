select segment_id, segment_name
from {{ source('pos', 'segments') }}

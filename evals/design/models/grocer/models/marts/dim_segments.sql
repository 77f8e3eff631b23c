select segment_id, segment_name
from {{ ref('stg_segments') }}

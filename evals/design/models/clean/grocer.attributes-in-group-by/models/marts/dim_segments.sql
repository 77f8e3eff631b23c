select segment_id, segment_name
from {{ ref('stg_segments') }}
group by segment_id, segment_name

select
    id as sailing_id,
    route_code,
    cast(departs_at as timestamp) as departs_at,
    cast(departs_at as date) as departs_on,
    capacity,
    vessel,
    cancelled as is_cancelled
from {{ ref('raw_sailings') }}
where departs_at >= '{{ var("first_day") }}'

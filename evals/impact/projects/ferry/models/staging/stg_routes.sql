select
    route_code,
    origin,
    destination,
    distance_km,
    case when distance_km > {{ var('long_route_km') }} then 'long' else 'short' end as length_class,
    active as is_active
from {{ ref('raw_routes') }}

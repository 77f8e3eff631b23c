select
    route_code,
    total,
    rank() over (order by total desc) as place,
    total / sum(total) over () as share
from (
    select route_code, sum(gross) as total
    from {{ ref('route_daily') }}
    group by route_code
) as totals

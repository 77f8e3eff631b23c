with used as (
    select room, visited_on from {{ ref('visits_wide') }}
    where status <> 'cancelled'
)
select room, count(*) as visits
from used
group by room

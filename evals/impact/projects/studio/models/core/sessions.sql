with marked as (
    select
        *,
        case
            when happened_at - lag(happened_at) over w <= interval '30 minutes' then 0
            else 1
        end as starts
    from {{ ref('stg_events') }}
    window w as (partition by user_id order by happened_at, event_id)
),

grouped as (
    select
        *,
        sum(starts) over (
            partition by user_id order by happened_at, event_id
            rows between unbounded preceding and current row
        ) as session_number
    from marked
)

select
    user_id,
    session_number,
    min(happened_at) as started_at,
    max(happened_at) as ended_at,
    count(*) as events,
    count(*) filter (where event_type = 'export') as exports,
    string_agg(event_type, '>' order by happened_at, event_id) as path
from grouped
group by user_id, session_number

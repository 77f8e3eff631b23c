select * from {{ ref('base_events') }}
qualify row_number() over (partition by event_id order by happened_at) = 1

{{ config(materialized='ephemeral') }}
select
    event_id,
    user_id,
    event_type,
    happened_at,
    nullif(props, '') as props
from {{ ref('events') }}

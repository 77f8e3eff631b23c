select
    *,
    origin || '-' || destination as label
from {{ ref('stg_routes') }}
where is_active

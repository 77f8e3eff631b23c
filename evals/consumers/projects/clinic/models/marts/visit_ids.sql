select distinct visit_id from {{ ref('visits_wide') }}

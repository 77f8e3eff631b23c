select patient_id, min(visited_on) as visited_on
from {{ ref('fct_visits') }}
group by 1

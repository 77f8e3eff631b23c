select p.patient_id, p.born_on
from {{ ref('dim_patients') }} as p
join {{ ref('first_visits') }} as f using (patient_id)
where f.visited_on >= '2024-01-01'

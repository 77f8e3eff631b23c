select v.*, p.patient_name
from {{ ref('fct_visits') }} as v
left join {{ ref('dim_patients') }} as p on p.patient_id = v.patient_id

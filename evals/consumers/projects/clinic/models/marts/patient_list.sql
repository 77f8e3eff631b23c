select
    patient_id,
    'cost' as label,
    upper(patient_name) as name
from {{ ref('dim_patients') }}
where status = 'active'

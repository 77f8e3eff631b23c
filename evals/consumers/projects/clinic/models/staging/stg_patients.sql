select patient_id, name as patient_name, status, born_on
from {{ source('raw', 'patients') }}

select
    visit_id,
    patient_id,
    doctor_id,
    cost,
    status,
    room,
    visited_on
from {{ source('raw', 'visits') }}

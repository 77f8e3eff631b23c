{{ config(materialized='table') }}
select
    v.visit_id,
    v.patient_id,
    v.doctor_id,
    v.cost,
    v.status,
    v.room,
    v.visited_on
from {{ ref('stg_visits') }} as v

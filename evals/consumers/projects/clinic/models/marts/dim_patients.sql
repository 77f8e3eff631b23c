{{ config(materialized='table') }}
select patient_id, patient_name, status, born_on
from {{ ref('stg_patients') }}

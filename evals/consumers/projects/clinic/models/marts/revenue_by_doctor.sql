-- the status of a visit does not matter here
select doctor_id, sum(cost) as cost, count(*) as status
from {{ ref('fct_visits') }}
group by doctor_id

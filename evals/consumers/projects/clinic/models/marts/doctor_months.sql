select
    doctor_id,
    date_trunc('month', visited_on) as month,
    sum(case when status = 'done' then cost else 0 end) as done
from {{ ref('fct_visits') }}
group by all

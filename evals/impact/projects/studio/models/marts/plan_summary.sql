select plan, health, count(*) as accounts, round(avg(last_amount), 1) as average_amount
from {{ ref('account_health') }}
group by plan, health
order by plan, health

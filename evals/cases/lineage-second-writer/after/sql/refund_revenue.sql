create or replace table mart.daily_revenue as
select cast(refunded_at as date) as day, -sum(amount) as revenue
from raw.refunds
group by 1

create or replace table mart.daily_revenue as
select cast(ordered_at as date) as day, sum(amount) as revenue
from raw.orders
group by 1

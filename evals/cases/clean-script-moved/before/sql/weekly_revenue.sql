create or replace table mart.weekly_revenue as
select date_trunc('week', day) as week, sum(revenue) as revenue
from mart.daily_revenue
group by 1

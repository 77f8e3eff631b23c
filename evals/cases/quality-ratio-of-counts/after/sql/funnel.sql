create or replace view mart.funnel as
select day, count(*) as visits, count(order_id) as orders,
    count(order_id) / count(*) as conversion
from web.visits
group by day

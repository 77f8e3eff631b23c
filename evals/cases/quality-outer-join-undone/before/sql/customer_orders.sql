create or replace table mart.customer_orders as
select c.id, c.name, count(o.id) as orders
from crm.customers as c
left join shop.orders as o
    on o.customer_id = c.id
group by c.id, c.name

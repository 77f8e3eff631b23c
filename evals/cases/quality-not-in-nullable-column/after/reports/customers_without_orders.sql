create or replace view report.customers_without_orders as
select id, email
from shop.customers
where id not in (select customer_id from shop.orders);

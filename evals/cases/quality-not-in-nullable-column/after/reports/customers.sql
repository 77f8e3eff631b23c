create or replace view report.customers as
select id, email
from shop.customers;

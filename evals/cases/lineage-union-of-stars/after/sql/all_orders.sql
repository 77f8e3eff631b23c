create or replace table sales.all_orders as
select * from sales.web_orders
union all
select * from sales.store_orders

create or replace view mart.inactive as
select id, name from mart.customer_orders where orders = 0

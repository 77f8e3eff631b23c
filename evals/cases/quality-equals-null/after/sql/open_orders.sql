create or replace view mart.open_orders as
select id, placed_at
from shop.orders
where shipped_at = null

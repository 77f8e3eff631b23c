create or replace table mart.orders as
select id, customer_id, amount
from raw.orders

create or replace table mart.fct_orders as
select
    id as order_id,
    customer_id,
    amount
from raw.orders

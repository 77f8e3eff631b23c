create or replace table mart.fct_orders as
select
    id as order_id,
    customer_id,
    amount as amount_eur
from raw.orders

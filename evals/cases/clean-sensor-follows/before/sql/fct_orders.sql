create or replace table mart.fct_orders as
select id, amount, cast(placed_at as date) as day from raw.orders

create or replace table mart.revenue as
select day, sum(amount) as revenue from mart.fct_orders group by day

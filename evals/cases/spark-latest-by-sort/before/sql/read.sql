create or replace view mart.orders as select * from stage.orders_latest

create or replace view mart.orders as select id, placed_at from shop.orders;

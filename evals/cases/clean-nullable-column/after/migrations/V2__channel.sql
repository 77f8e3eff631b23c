alter table shop.orders add column channel text;

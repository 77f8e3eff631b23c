alter table shop.orders add column channel text not null;

alter table shop.payments alter column reference type varchar(16);

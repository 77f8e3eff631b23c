create or replace view mart.payments as select id, reference, amount from shop.payments;

create table shop.payments (
    id bigint primary key,
    reference varchar(64) not null,
    amount numeric(14, 2) not null
);

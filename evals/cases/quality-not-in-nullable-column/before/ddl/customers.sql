create table shop.customers (
    id bigint primary key,
    email text not null
);

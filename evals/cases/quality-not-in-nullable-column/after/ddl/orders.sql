create table shop.orders (
    id bigint primary key,
    customer_id bigint,
    placed_at timestamp not null
);

create table shop.orders (
    id bigint primary key,
    placed_at timestamp not null
);

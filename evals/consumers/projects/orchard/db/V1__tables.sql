CREATE SCHEMA shop;
CREATE SCHEMA marts;

CREATE TABLE shop.customers (
  customer_id bigint,
  name varchar(80),
  email varchar(120),
  status varchar(20),
  country varchar(2),
  note varchar(200)
);

CREATE TABLE shop.orders (
  order_id bigint,
  customer_id bigint,
  amount decimal(12, 2),
  discount decimal(12, 2),
  status varchar(20),
  placed_at timestamp,
  note varchar(200)
);

CREATE TABLE shop.refunds (
  refund_id bigint,
  order_id bigint,
  amount decimal(12, 2),
  reason varchar(80),
  note varchar(200)
);

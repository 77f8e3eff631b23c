CREATE TABLE marts.order_archive (
  order_id bigint,
  amount decimal(12, 2),
  status varchar(20)
);

CREATE TABLE marts.order_copy (
  order_id bigint,
  customer_id bigint,
  amount decimal(12, 2),
  discount decimal(12, 2),
  status varchar(20),
  placed_at timestamp,
  note varchar(200)
);

CREATE TABLE marts.contacts (
  customer_id bigint,
  email varchar(120),
  note varchar(200)
);

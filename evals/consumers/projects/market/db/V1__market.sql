CREATE SCHEMA shop;
CREATE SCHEMA marts;

CREATE TABLE shop.sales (
  sale_id bigint,
  stall_id bigint,
  price decimal(10, 2),
  kind varchar(20),
  sold_at timestamp,
  seller varchar(40)
);

CREATE TABLE shop.stalls (
  stall_id bigint,
  name varchar(40),
  kind varchar(20),
  rent decimal(10, 2),
  seller varchar(40)
);

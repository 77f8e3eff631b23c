-- PostgreSQL
CREATE SCHEMA crm;

CREATE TABLE crm.customers (
  customer_id bigint PRIMARY KEY,
  email text NOT NULL,
  country char(2),
  referred_by bigint REFERENCES crm.customers (customer_id),
  created_at timestamptz NOT NULL DEFAULT now()
);

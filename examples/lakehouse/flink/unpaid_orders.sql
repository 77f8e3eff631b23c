CREATE TABLE orders (
  order_id STRING,
  customer_id BIGINT,
  ordered_at TIMESTAMP(3),
  total DECIMAL(12, 2),
  WATERMARK FOR ordered_at AS ordered_at - INTERVAL '5' MINUTE
) WITH (
  'connector' = 'kafka',
  'topic' = 'shop.orders',
  'properties.bootstrap.servers' = 'kafka:9092',
  'properties.group.id' = 'unpaid-orders',
  'scan.startup.mode' = 'group-offsets',
  'format' = 'avro-confluent',
  'avro-confluent.url' = 'http://registry:8081'
);

CREATE TABLE payments (
  payment_id STRING,
  order_id STRING,
  paid_at TIMESTAMP(3),
  amount DECIMAL(12, 2),
  WATERMARK FOR paid_at AS paid_at - INTERVAL '5' MINUTE
) WITH (
  'connector' = 'kafka',
  'topic' = 'shop.payments',
  'properties.bootstrap.servers' = 'kafka:9092',
  'properties.group.id' = 'unpaid-orders',
  'scan.startup.mode' = 'group-offsets',
  'format' = 'avro-confluent',
  'avro-confluent.url' = 'http://registry:8081'
);

CREATE TABLE unpaid_orders (
  order_id STRING,
  customer_id BIGINT,
  total DECIMAL(12, 2),
  PRIMARY KEY (order_id) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'shop.unpaid_orders',
  'properties.bootstrap.servers' = 'kafka:9092',
  'key.format' = 'raw',
  'value.format' = 'avro-confluent',
  'value.avro-confluent.url' = 'http://registry:8081'
);

INSERT INTO unpaid_orders
SELECT o.order_id, o.customer_id, o.total
FROM orders AS o
LEFT JOIN payments AS p
  ON p.order_id = o.order_id
  AND p.paid_at BETWEEN o.ordered_at AND o.ordered_at + INTERVAL '1' HOUR
WHERE p.payment_id IS NULL;

CREATE TABLE sales (
  sale_id STRING,
  item STRING,
  cents BIGINT,
  till STRING,
  paid_by STRING,
  at TIMESTAMP(3) METADATA FROM 'timestamp',
  WATERMARK FOR at AS at - INTERVAL '5' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = 'sales',
  'properties.bootstrap.servers' = 'kafka:9092',
  'format' = 'avro-confluent',
  'avro-confluent.url' = 'http://registry:8081'
);

CREATE TABLE tills (
  till STRING,
  cents BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = 'tills',
  'properties.bootstrap.servers' = 'kafka:9092',
  'format' = 'json'
);

INSERT INTO tills
SELECT till, SUM(cents) AS cents
FROM TABLE(TUMBLE(TABLE sales, DESCRIPTOR(at), INTERVAL '1' HOUR))
WHERE paid_by <> 'voucher'
GROUP BY till, window_start, window_end;

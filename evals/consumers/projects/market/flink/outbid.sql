CREATE TABLE bids (
  bid_id STRING,
  lot STRING,
  amount DOUBLE,
  bidder STRING,
  ts AS PROCTIME()
) WITH (
  'connector' = 'kafka',
  'topic' = 'bids',
  'properties.bootstrap.servers' = 'kafka:9092',
  'format' = 'avro-confluent',
  'avro-confluent.url' = 'http://registry:8081'
);

CREATE TABLE outbid (
  lot STRING,
  amount DOUBLE
) WITH (
  'connector' = 'kafka',
  'topic' = 'outbid',
  'properties.bootstrap.servers' = 'kafka:9092',
  'format' = 'json'
);

INSERT INTO outbid
SELECT lot, 1.0 AS amount
FROM (
  SELECT lot, ROW_NUMBER() OVER (PARTITION BY lot ORDER BY amount DESC) AS place
  FROM bids
)
WHERE place = 2;

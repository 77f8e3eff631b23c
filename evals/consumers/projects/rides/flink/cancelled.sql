CREATE TABLE ride_stream (
  ride_id STRING,
  status STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'rides',
  'properties.bootstrap.servers' = 'kafka:9092',
  'format' = 'avro-confluent',
  'avro-confluent.url' = 'http://registry:8081'
);

CREATE TABLE cancelled (
  ride_id STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'cancelled',
  'properties.bootstrap.servers' = 'kafka:9092',
  'format' = 'json'
);

INSERT INTO cancelled
SELECT ride_id
FROM ride_stream
WHERE status = 'cancelled';

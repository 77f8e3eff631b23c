CREATE TABLE rides (
  ride_id STRING,
  rider_id STRING,
  fare DOUBLE,
  status STRING,
  city STRING,
  started_at TIMESTAMP(3),
  tip DOUBLE,
  WATERMARK FOR started_at AS started_at - INTERVAL '5' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = 'rides',
  'properties.bootstrap.servers' = 'kafka:9092',
  'format' = 'avro-confluent',
  'avro-confluent.url' = 'http://registry:8081'
);

CREATE TABLE fares_by_city (
  city STRING,
  window_end TIMESTAMP(3),
  fare DOUBLE
) WITH (
  'connector' = 'kafka',
  'topic' = 'fares-by-city',
  'properties.bootstrap.servers' = 'kafka:9092',
  'format' = 'json'
);

INSERT INTO fares_by_city
SELECT city, window_end, SUM(fare) AS fare
FROM TABLE(TUMBLE(TABLE rides, DESCRIPTOR(started_at), INTERVAL '5' MINUTES))
GROUP BY city, window_start, window_end;

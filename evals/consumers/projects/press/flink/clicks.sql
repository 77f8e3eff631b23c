CREATE TABLE clicks (
  click_id STRING,
  url STRING,
  reader STRING,
  score DOUBLE,
  kind STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'clicks',
  'properties.bootstrap.servers' = 'kafka:9092',
  'format' = 'avro-confluent',
  'avro-confluent.url' = 'http://registry:8081'
);

CREATE TABLE likes (
  reader STRING,
  likes BIGINT
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'likes',
  'properties.bootstrap.servers' = 'kafka:9092',
  'key.format' = 'json',
  'value.format' = 'json'
);

CREATE VIEW liked AS
SELECT * FROM clicks WHERE kind = 'like';

INSERT INTO likes
SELECT reader, COUNT(*) AS likes
FROM liked
GROUP BY reader;

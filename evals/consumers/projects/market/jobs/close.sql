CREATE OR REPLACE TABLE marts.closing AS
WITH RECURSIVE days(day) AS (
  SELECT DATE '2024-01-01'
  UNION ALL
  SELECT CAST(day + INTERVAL 1 DAY AS date) FROM days WHERE day < DATE '2024-01-05'
)
SELECT d.day, count(s.sale_id) AS price
FROM days AS d
LEFT JOIN shop.sales AS s ON CAST(s.sold_at AS date) = d.day
GROUP BY d.day;

UPDATE shop.stalls
SET rent = rent * 1.1
WHERE kind = 'food';

INSERT INTO shop.sales (sale_id, stall_id, price, sold_at)
VALUES (1, 1, 1.5, TIMESTAMP '2024-01-01 10:00:00');

DELETE FROM shop.stalls
WHERE stall_id NOT IN (SELECT stall_id FROM shop.sales WHERE seller IS NOT NULL);

CREATE OR REPLACE TABLE marts.pivoted AS
SELECT stall_id, max(CASE WHEN kind = 'food' THEN price END) AS food
FROM shop.sales
GROUP BY stall_id;

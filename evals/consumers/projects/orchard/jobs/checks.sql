CREATE OR REPLACE TABLE marts.orphans AS
SELECT r.refund_id
FROM shop.refunds AS r
WHERE NOT EXISTS (
  SELECT 1 FROM shop.orders AS o
  WHERE o.order_id = r.order_id AND o.status <> 'void'
);

CREATE OR REPLACE TABLE marts.unhappy AS
SELECT order_id FROM shop.refunds WHERE note ILIKE '%late%'
UNION ALL
SELECT order_id FROM shop.orders WHERE note ILIKE '%late%';

CREATE OR REPLACE TABLE marts.reasons AS
SELECT reason, COUNT(*) AS status
FROM shop.refunds
GROUP BY reason
HAVING COUNT(*) > 0
ORDER BY status;

CREATE OR REPLACE TABLE marts.by_country AS
SELECT
  c.country,
  COUNT(DISTINCT o.order_id) AS amount,
  MAX(o.placed_at) AS placed_at
FROM shop.customers AS c, shop.orders AS o
WHERE c.customer_id = o.customer_id
  AND c.status IN ('active', 'new')
GROUP BY c.country;

-- amount, discount and note of shop.orders by day; the status does not matter
CREATE OR REPLACE TABLE marts.revenue AS
SELECT
  CAST(o.placed_at AS date) AS day,
  SUM(o.amount) AS revenue,
  SUM(o.amount - o.discount) AS net
FROM shop.orders AS o
GROUP BY 1;

CREATE OR REPLACE VIEW marts.refunded AS
SELECT r.order_id, SUM(r.amount) AS amount
FROM shop.refunds AS r
GROUP BY r.order_id;

CREATE OR REPLACE VIEW marts.balance AS
WITH paid AS (
  SELECT order_id, amount AS total FROM shop.orders
)
SELECT
  p.order_id,
  p.total - COALESCE(f.amount, 0) AS balance
FROM paid AS p
LEFT JOIN marts.refunded AS f USING (order_id);

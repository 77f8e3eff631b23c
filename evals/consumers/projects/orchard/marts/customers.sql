CREATE OR REPLACE VIEW marts.active_customers AS
SELECT c.customer_id, c.name, c.country
FROM shop.customers AS c
WHERE c.status = 'active';

CREATE OR REPLACE VIEW marts.mailing AS
SELECT
  customer_id,
  lower(email) AS email,
  'amount' AS label,
  'status: ' || name AS note
FROM shop.customers;

CREATE OR REPLACE VIEW marts.last_orders AS
SELECT
  c.customer_id,
  o.order_id,
  o.note AS order_note
FROM shop.customers AS c
JOIN shop.orders AS o ON o.customer_id = c.customer_id
QUALIFY ROW_NUMBER() OVER (PARTITION BY c.customer_id ORDER BY o.placed_at DESC) = 1;

CREATE OR REPLACE VIEW marts.orders_all AS
SELECT * FROM shop.orders;

CREATE OR REPLACE VIEW marts.open_orders AS
SELECT order_id, amount, customer_id
FROM marts.orders_all
WHERE status = 'open';

CREATE OR REPLACE VIEW marts.orders_without_note AS
SELECT * EXCLUDE (note) FROM shop.orders;

CREATE OR REPLACE TABLE marts.counted AS
SELECT COUNT(*) AS orders FROM shop.orders;

CREATE OR REPLACE VIEW marts.big_orders AS
SELECT a.order_id, a.placed_at
FROM (SELECT * FROM shop.orders) AS a
WHERE a.amount > 1000;

CREATE OR REPLACE VIEW marts.big_order_days AS
SELECT CAST(placed_at AS date) AS day, COUNT(*) AS orders
FROM marts.big_orders
GROUP BY 1;

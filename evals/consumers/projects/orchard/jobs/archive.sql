INSERT INTO marts.order_archive (order_id, amount, status)
SELECT o.order_id, o.amount, o.status
FROM shop.orders AS o
WHERE o.placed_at < TIMESTAMP '2025-01-01';

INSERT INTO marts.order_copy
SELECT * FROM shop.orders;

DELETE FROM marts.order_archive
WHERE status = 'void';

UPDATE marts.order_archive AS a
SET amount = o.amount
FROM shop.orders AS o
WHERE o.order_id = a.order_id;

DELETE FROM shop.orders
WHERE status = 'test';

UPDATE shop.orders
SET note = 'see refund'
WHERE order_id IN (SELECT order_id FROM shop.refunds WHERE amount > 500);

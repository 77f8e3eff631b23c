INSERT INTO shop.customers (customer_id, name, email, status)
VALUES (100, 'note', 'status@example.org', 'new');

INSERT INTO shop.refunds (refund_id, order_id, amount)
SELECT 900 + o.order_id, o.order_id, 1
FROM shop.orders AS o
WHERE o.order_id = 1;

MERGE INTO marts.contacts AS t
USING shop.customers AS s ON t.customer_id = s.customer_id
WHEN MATCHED THEN UPDATE SET email = s.email
WHEN NOT MATCHED THEN INSERT (customer_id, email, note) VALUES (s.customer_id, s.email, s.note);

CREATE OR REPLACE VIEW marts.weekly AS
SELECT
  date_trunc('week', s.sold_at) AS week,
  st.kind,
  sum(s.price) FILTER (WHERE s.kind <> 'gift') AS turnover
FROM shop.sales AS s
INNER JOIN shop.stalls AS st ON st.stall_id = s.stall_id
GROUP BY 1, 2;

CREATE OR REPLACE VIEW marts.pairs AS
SELECT a.sale_id AS first_sale, b.sale_id AS next_sale
FROM shop.sales AS a
JOIN shop.sales AS b ON b.stall_id = a.stall_id AND b.sold_at > a.sold_at;

CREATE OR REPLACE VIEW marts.everything AS
SELECT s.*, st.name AS stall
FROM shop.sales AS s
LEFT JOIN shop.stalls AS st USING (stall_id);

CREATE OR REPLACE VIEW marts.by_stall AS
SELECT stall, sum(price) AS kind, count(DISTINCT seller) AS price
FROM marts.everything
GROUP BY stall;

CREATE OR REPLACE VIEW marts.sellers AS
SELECT seller FROM shop.sales
EXCEPT
SELECT seller FROM shop.stalls;

CREATE OR REPLACE VIEW marts.rent_share AS
SELECT
  name,
  rent / (SELECT sum(rent) FROM shop.stalls) AS share,
  'price' AS note
FROM shop.stalls;

CREATE OR REPLACE VIEW marts.kinds AS
SELECT unnest(['price', 'rent', 'seller']) AS kind;

CREATE OR REPLACE VIEW marts.previous AS
SELECT sale_id, lag(price) OVER (PARTITION BY stall_id ORDER BY sold_at) AS kind
FROM shop.sales;

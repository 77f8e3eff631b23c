CREATE OR REPLACE TABLE marts.desks AS
SELECT desk, list(full_name ORDER BY full_name) AS title
FROM shop.authors
WHERE state IS DISTINCT FROM 'left'
GROUP BY desk;

CREATE OR REPLACE TABLE marts.bylines AS
SELECT
  a.article_id,
  concat_ws(' ', w.title, w.full_name) AS byline,
  rank() OVER newest AS place
FROM shop.articles AS a
LEFT JOIN shop.authors AS w ON w.author_id = a.author_id
WINDOW newest AS (PARTITION BY a.author_id ORDER BY a.published_at DESC);

CREATE OR REPLACE TABLE marts.people AS
SELECT full_name AS name, 'author' AS kind FROM shop.authors
UNION
SELECT reader AS name, 'state' AS kind FROM shop.reads;

CREATE OR REPLACE TABLE marts.top AS
SELECT w.full_name, best.title
FROM shop.authors AS w,
LATERAL (
  SELECT a.title FROM shop.articles AS a
  WHERE a.author_id = w.author_id
  ORDER BY a.words DESC
  LIMIT 1
) AS best;

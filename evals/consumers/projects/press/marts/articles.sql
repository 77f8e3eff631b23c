CREATE OR REPLACE VIEW marts.published AS
SELECT a.* REPLACE (upper(a.section) AS section)
FROM shop.articles AS a
WHERE a.state = 'published';

CREATE OR REPLACE VIEW marts.long_reads AS
WITH long AS (
  SELECT * FROM marts.published WHERE words > 1200
),
named AS (
  SELECT l.*, w.full_name
  FROM long AS l
  JOIN shop.authors AS w USING (author_id)
)
SELECT article_id, title, full_name FROM named;

CREATE OR REPLACE VIEW marts.sections AS
SELECT section, count(*) AS words, max(published_at) AS state
FROM shop.articles
GROUP BY section
ORDER BY words DESC;

CREATE OR REPLACE VIEW marts.speed AS
SELECT
  r.article_id,
  sum(r.words) / nullif(sum(r.seconds), 0) AS words_per_second
FROM shop.reads AS r
WHERE EXISTS (SELECT 1 FROM shop.articles AS x WHERE x.article_id = r.article_id AND x.words > 0)
GROUP BY ALL;

INSERT INTO marts.daily_reads BY NAME
SELECT CAST(read_at AS date) AS day, article_id, sum(seconds) AS seconds
FROM shop.reads
GROUP BY ALL;

MERGE INTO marts.author_cards AS t
USING (SELECT author_id, full_name, title FROM shop.authors WHERE state = 'active') AS s
ON t.author_id = s.author_id
WHEN MATCHED AND t.title <> s.title THEN UPDATE SET title = s.title, full_name = s.full_name
WHEN NOT MATCHED THEN INSERT (author_id, full_name, title) VALUES (s.author_id, s.full_name, s.title);

DELETE FROM shop.reads
WHERE seconds < 2 OR article_id NOT IN (SELECT article_id FROM shop.articles WHERE section <> 'test');

UPDATE shop.articles
SET state = 'archived'
WHERE published_at < TIMESTAMP '2001-01-01';

INSERT INTO shop.reads (read_id, article_id, reader, read_at)
SELECT 1000 + article_id, article_id, 'words', published_at FROM shop.articles;

CREATE OR REPLACE TABLE marts.snapshot AS
FROM shop.authors;

CREATE OR REPLACE TABLE marts.totals AS
SELECT (SELECT count(*) FROM shop.articles) AS articles, (SELECT max(seconds) FROM shop.reads) AS longest;

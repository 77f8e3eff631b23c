CREATE TABLE marts.daily_reads (
  day date,
  article_id bigint,
  seconds bigint
);

CREATE TABLE marts.author_cards (
  author_id bigint,
  full_name varchar(80),
  title varchar(40)
);

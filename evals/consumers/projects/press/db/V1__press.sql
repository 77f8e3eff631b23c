CREATE SCHEMA shop;
CREATE SCHEMA marts;

CREATE TABLE shop.articles (
  article_id bigint,
  author_id bigint,
  title varchar(200),
  section varchar(40),
  words integer,
  state varchar(20),
  published_at timestamp
);

CREATE TABLE shop.authors (
  author_id bigint,
  title varchar(40),
  full_name varchar(80),
  desk varchar(40),
  state varchar(20)
);

CREATE TABLE shop.reads (
  read_id bigint,
  article_id bigint,
  reader varchar(40),
  seconds integer,
  words integer,
  read_at timestamp
);

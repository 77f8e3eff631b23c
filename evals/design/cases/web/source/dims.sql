create table pages (page_id int primary key, path text not null, section text, author_id int);
create table authors (author_id int primary key, name text not null, team text);
create table users (user_id bigint primary key, plan text, signed_up_on date, country text);

"""A small shop, as sources and questions."""

from __future__ import annotations

from pathlib import Path

from headgate.design.make import Design, design
from headgate.design.question.form import read_questions
from headgate.design.source.model import SourceSchema
from headgate.design.source.read import read_sources
from headgate.settings import Bounds

DDL = """\
create table countries (country_code char(2) primary key, name varchar not null);
create table customers (
  customer_id int primary key, name varchar not null,
  segment varchar check (segment in ('retail', 'business')),
  country_code char(2) references countries, created_at timestamp
);
create table products (product_id int primary key, name varchar, category varchar, list_price numeric(10, 2));
create table orders (
  order_id int primary key, customer_id int references customers (customer_id),
  status varchar not null check (status in ('open', 'completed')), gift boolean not null,
  ordered_at timestamp not null, shipping_cost numeric(10, 2)
);
create table order_items (
  order_id int references orders, line_no int, product_id int not null references products,
  quantity int not null, unit_price numeric(10, 2) not null, primary key (order_id, line_no)
);
create table tags (tag_id int primary key, name varchar);
create table product_tags (
  product_id int references products, tag_id int references tags, primary key (product_id, tag_id)
);
"""
QUESTIONS = """\
revenue = order_items.quantity * order_items.unit_price
Total revenue by country and month in 2024 where status is completed
Total revenue by tag
Number of orders by segment
Number of customers by country name
"""


def sources(folder: Path, **files: str) -> SourceSchema:
    """The schema of files, each written under its name with the last underscore as the dot."""
    for name, text in files.items():
        stem, _, ending = name.rpartition("_")
        (folder / f"{stem}.{ending}").write_text(text)
    return read_sources([folder])


def designed(folder: Path, ddl: str = DDL, questions: str = QUESTIONS) -> Design:
    """The design of a DDL script and questions in text."""
    return design(sources(folder, schema_sql=ddl), read_questions(questions, yaml=False), Bounds())

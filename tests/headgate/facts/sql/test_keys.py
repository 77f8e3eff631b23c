"""Keys: what is unique after grouping, deduplication and joins."""

from __future__ import annotations

import pytest

from headgate.facts.sql.grain import Shape
from headgate.facts.sql.parse import read_sql


def shape_of(sql: str) -> Shape:
    statements, gaps = read_sql("q.sql", sql, "duckdb")
    assert not gaps
    grain = statements[-1].facts.grain
    assert grain is not None
    return grain.shape


def keys(sql: str) -> list[tuple[str, ...]]:
    return [key.columns for key in shape_of(sql).keys if not key.lost and not key.needs]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select a, b, sum(x) as s from t group by a, b", ("a", "b")),
        ("select a as k, sum(x) as s from t group by 1", ("k",)),
        ("select date(x) as day, count(*) as n from t group by day", ("day",)),
        ("select distinct a, b from t", ("a", "b")),
        ("select count(*) as n from t", ()),
        ("select a, x from t qualify row_number() over (partition by a order by x) = 1", ("a",)),
        (
            "select a, x from (select a, x, row_number() over (partition by a order by x) as n from t) q where n = 1",
            ("a",),
        ),
        ("select a, b from t union select a, b from u", ("a", "b")),
        ("with g as (select a, sum(x) as s from t group by a) select * from g", ("a",)),
        ("with g as (select a, b, sum(x) as s from t group by a, b) select b, s from g where a = 1", ("b",)),
    ],
)
def test_a_query_tells_its_key(sql: str, expected: tuple[str, ...]) -> None:
    assert expected in keys(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select a, x from t",
        "select a, b from t union all select a, b from u",
        "select a, sum(x) as s from t group by rollup (a)",
        "select a from t qualify rank() over (partition by a order by x) = 1",
        "with recursive r as (select 1 as a union all select a + 1 from r) select a from r",
    ],
)
def test_no_key_is_made_up(sql: str) -> None:
    assert keys(sql) == []


def test_a_key_that_loses_a_part_is_no_key_any_more() -> None:
    (key,) = shape_of("with g as (select a, b, sum(x) as s from t group by a, b) select a, s from g").keys
    assert (key.columns, key.lost) == (("a",), ("b",))


def test_a_join_on_the_others_key_keeps_the_rows() -> None:
    sql = """
    with g as (select a, sum(x) as s from t group by a), h as (select b, a, count(*) as n from u group by b, a)
    select h.b, h.a, g.s from h left join g on g.a = h.a
    """
    assert ("a", "b") in keys(sql)


def test_a_join_on_less_than_the_key_needs_both_keys() -> None:
    sql = """
    with g as (select a, sum(x) as s from t group by a), h as (select b, a, count(*) as n from u group by b, a)
    select g.a, h.b, g.s from g left join h on h.a = g.a
    """
    assert ("a",) not in keys(sql)


def test_what_another_table_must_answer_is_left_open() -> None:
    shape = shape_of("select o.id, c.name from orders o join customers c on c.id = o.customer_id")
    (inherited,) = shape.inherited
    assert str(inherited.table) == "orders"
    assert [(str(need.table), need.columns) for need in inherited.needs] == [("customers", ("id",))]

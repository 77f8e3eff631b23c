"""Values: which texts a column can hold, and what stays unknown."""

from __future__ import annotations

import pytest

from headgate.facts.sql.grain import ColumnValues
from headgate.facts.sql.parse import read_sql


def values_of(sql: str, column: str) -> ColumnValues | None:
    statements, gaps = read_sql("q.sql", sql, "duckdb")
    assert not gaps
    grain = statements[-1].facts.grain
    assert grain is not None
    return next((one for one in grain.values if one.name == column), None)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select case when n > 1 then 'many' else 'one' end as c from t", ("many", "one")),
        ("select case when n > 1 then 'many' end as c from t", ("many",)),
        ("with q as (select 'a' as c from t) select c from q", ("a",)),
        ("select 'a' as c from t union all select 'b' as c from u", ("a", "b")),
        ("select upper(case when n > 1 then 'many' else 'one' end) as c from t", ("MANY", "ONE")),
        ("with q as (select 'a' as c from t union all select 'b' from u) select * from q", ("a", "b")),
    ],
)
def test_constants_on_every_way_close_the_set(sql: str, expected: tuple[str, ...]) -> None:
    found = values_of(sql, "c")
    assert found is not None
    assert found.closed
    assert found.values == expected


@pytest.mark.parametrize(
    "sql",
    [
        "select case when n > 1 then 'many' else x || 'y' end as c from t",
        "select concat('a', x) as c from t",
        "with q as (select 'a' as c, x from t) select * replace (concat(c, x) as c) from q",
        "with recursive q as (select 'a' as c union all select c || 'b' from q) select c from q",
    ],
)
def test_one_way_that_is_not_told_leaves_the_set_open(sql: str) -> None:
    found = values_of(sql, "c")
    assert found is None or not found.closed


def test_a_column_of_a_table_is_left_to_the_table() -> None:
    found = values_of("select role as c from users", "c")
    assert found is not None
    assert not found.closed
    assert [(str(table), column) for table, column in found.sources] == [("users", "role")]


def test_lower_tells_the_case_of_what_it_gives() -> None:
    found = values_of("select lower(role) as c from users", "c")
    assert found is not None
    assert found.folded == "lower"

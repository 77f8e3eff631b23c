"""NULLs: where they come from, and what keeps them out."""

from __future__ import annotations

import pytest
from sqlglot import exp

from headgate.facts.sql.nullability import Nullability, Nulls
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.parsing import tree_of


def nulls_of(sql: str, column: str) -> Nulls:
    statements, gaps = read_sql("q.sql", sql, "duckdb")
    assert not gaps
    statement = statements[-1]
    return Nullability(statement.scopes).output(statement.tree, column)


@pytest.mark.parametrize(
    "sql",
    [
        "select b.x from a left join b on a.id = b.id",
        "select a.x from a right join b on a.id = b.id",
        "select a.x from a full join b on a.id = b.id",
        "select case when y = 1 then 2 end as x from a",
        "select nullif(y, 0) as x from a",
        "select try_cast(y as int) as x from a",
        "select lag(y) over (order by z) as x from a",
        "select y as x from a where y > 0 union all select null as x from b",
        "with j as (select b.x from a left join b on a.id = b.id) select x + 1 as x from j",
    ],
)
def test_null_is_seen_with_its_reason(sql: str) -> None:
    found = nulls_of(sql, "x")
    assert found.may
    assert found.reason


@pytest.mark.parametrize(
    "sql",
    [
        "select b.x from a left join b on a.id = b.id where b.x = 3",
        "select coalesce(b.x, 0) as x from a left join b on a.id = b.id",
        "select a.x from a join b on a.x = b.x",
        "select count(*) as x from a",
        "select y as x from a where y is not null",
        "select y as x from a where y like 'a%' and z is null",
        "select case when y = 1 then 2 else 3 end as x from a",
    ],
)
def test_null_is_kept_out(sql: str) -> None:
    assert nulls_of(sql, "x").never


@pytest.mark.parametrize(
    "sql",
    [
        "select x from a",
        "select x from a where x = 3 or y = 4",
        "select x from a where coalesce(x, 0) = 0",
        "select a.x from a left join b on a.x = b.x",
        "select unheard_of(y) as x from a where y is not null",
    ],
)
def test_the_unknown_stays_unknown(sql: str) -> None:
    found = nulls_of(sql, "x")
    assert not found.may
    assert not found.never


@pytest.mark.parametrize("dialect", ["postgres", "snowflake", "bigquery", "spark", "tsql"])
def test_not_is_a_node_of_its_own_whatever_the_dialect(dialect: str) -> None:
    tree = tree_of("select a is not null as n from t where b not like 'x' and c not like '!%' escape '!'", dialect)
    assert not any(node.args.get("negate") for node in tree.walk())
    assert len(list(tree.find_all(exp.Not))) == 3

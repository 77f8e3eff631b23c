"""What counts as a change of a query: rows, order, columns, or nothing."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import exp

from headgate.impact.query import QueryChange, Relation, base_table, compare, denote

SCHEMA = {"users": ("id", "name", "country"), "orders": ("id", "user_id", "amount", "placed_on")}


def lookup(table: exp.Table) -> Relation:
    return base_table(table.name, SCHEMA.get(table.name))


def change(old: str, new: str) -> QueryChange:
    return compare(*(denote(sqlglot.parse_one(sql), lookup).relation for sql in (old, new)))


def faults(sql: str) -> list[tuple[str, str]]:
    return [(fault.kind, fault.name) for fault in denote(sqlglot.parse_one(sql), lookup).relation.faults]


SAME = {
    "layout and case": ("select id, name from users", "SELECT\n  ID,\n  Name\nFROM users"),
    "another alias": ("select u.id from users u", "select x.id from users as x"),
    "a CTE in between": ("select id from users", "with a as (select * from users) select a.id from a"),
    "a subquery in between": ("select id from users where name = 'x'", "select id from (select * from users) t where name = 'x'"),
    "order of conditions": ("select 1 from users where id = 1 and name = 'x'", "select 1 from users where name = 'x' and id = 1"),
    "an unused CTE": ("select id from users", "with b as (select max(id) as m from orders) select id from users"),
    "position for name": ("select name, count(*) as n from users group by 1", "select name, count(*) as n from users group by name"),
    "inner is the default": ("select 1 from users a join orders b on a.id = b.id", "select 1 from users a inner join orders b on a.id = b.id"),
    "order of columns": ("select id, name from users", "select name, id from users"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME.keys())
def test_the_same_said_otherwise_is_no_change(old: str, new: str) -> None:
    assert change(old, new).nothing


ROWS = {
    "a filter": ("select id from users", "select id from users where name is not null"),
    "a filter in a CTE": ("with a as (select * from users) select id from a", "with a as (select * from users where id > 1) select id from a"),
    "a filter on a changed column": ("with a as (select id as x from users) select x from a where x > 1", "with a as (select id + 1 as x from users) select x from a where x > 1"),
    "kind of join": ("select 1 from users a join orders b on a.id = b.id", "select 1 from users a left join orders b on a.id = b.id"),
    "condition of a join": ("select 1 from users a join orders b on a.id = b.user_id", "select 1 from users a join orders b on a.id = b.id"),
    "grain": ("select name, count(*) as n from users group by name", "select name, country, count(*) as n from users group by name, country"),
    "distinct": ("select name from users", "select distinct name from users"),
    "distinct over fewer columns": ("select distinct name, country from users", "select distinct name from users"),
    "union for union all": ("select id from users union all select id from orders", "select id from users union select id from orders"),
    "limit": ("select id from users limit 5", "select id from users limit 6"),
    "first by another order": ("select id from users order by id limit 1", "select id from users order by name limit 1"),
    "correlated subquery": ("select 1 from users u where exists (select 1 from orders o where o.user_id = u.id)", "select 1 from users u where exists (select 1 from orders o where o.id = u.id)"),
    "qualify": ("select id, row_number() over (order by id) as n from users qualify n = 1", "select id, row_number() over (order by id) as n from users qualify n = 2"),
    "explode": ("select id from users", "select id, explode(name) as part from users"),
    "the other side of a self join": ("select 1 from users a join users b on a.id = b.id where a.name = 'x'", "select 1 from users a join users b on a.id = b.id where b.name = 'x'"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), ROWS.values(), ids=ROWS.keys())
def test_other_rows_are_told(old: str, new: str) -> None:
    assert change(old, new).rows


def test_columns_are_added_removed_and_modified_without_other_rows() -> None:
    found = change("select id, name, country from users", "select id, upper(name) as name, id + 1 as next from users")
    assert not found.rows
    assert found.columns == {"name": "modified", "country": "removed", "next": "added"}


def test_a_change_far_down_reaches_the_columns_made_from_it_alone() -> None:
    query = "with a as (select id, {} as n, country from users), b as (select a.*, o.amount from a join orders o on o.user_id = a.id) select * from b"
    assert change(query.format("name"), query.format("trim(name)")).columns == {"n": "modified"}


def test_taking_a_column_from_another_relation_is_a_modification() -> None:
    joined = "select {}.id from users u left join orders o on o.user_id = u.id"
    assert change(joined.format("u"), joined.format("o")).columns == {"id": "modified"}


def test_a_changed_value_inside_a_scalar_subquery_is_seen() -> None:
    query = "select id, (select max({}) from orders o where o.user_id = u.id) as m from users u"
    assert change(query.format("amount"), query.format("placed_on")).columns == {"m": "modified"}


def test_another_order_is_told_apart_from_other_rows() -> None:
    found = change("select id from users order by id", "select id from users order by name")
    assert found.order
    assert not found.rows


def test_an_open_table_keeps_its_star() -> None:
    assert change("select * from raw", "select *, a + 1 as b from raw").columns == {"b": "added"}
    assert change("select * from raw", "select * from raw where a = 1").rows


FAULTS = {
    "select nope from users": [("missing-column", "nope")],
    "select u.nope from users u": [("missing-column", "nope")],
    "select id from users u join orders o on u.id = o.user_id": [("ambiguous-column", "id")],
    "with a as (select name from users) select country from a": [("missing-column", "country")],
    "select id, name from users union all select id from orders": [("column-count", "2 against 1")],
    "select id from users join orders using (id)": [],
    "select nope from raw": [],
    "select id from users u where exists (select 1 from orders o where o.user_id = u.id and country = 'x')": [],
    "select name as n from users order by n": [],
    "select name as n, count(*) from users group by n": [],
    "select x.value from users, unnest(name) as x": [],
}


@pytest.mark.parametrize(("sql", "expected"), FAULTS.items(), ids=FAULTS.keys())
def test_what_an_engine_would_refuse_is_a_fault(sql: str, expected: list[tuple[str, str]]) -> None:
    assert faults(sql) == expected


def test_a_long_chain_of_ctes_does_not_explode() -> None:
    links = ", ".join(f"c{n} as (select a + a as a from c{n - 1})" for n in range(1, 200))
    sql = f"with c0 as (select amount as a from orders), {links} select a from c199"
    relation = denote(sqlglot.parse_one(sql), lookup).relation
    assert len(dict(relation.columns)["a"]) < 200


def test_an_array_join_with_a_bare_alias_is_read() -> None:
    tree = sqlglot.parse_one(
        "select id, part from users array join splitByChar(',', name) as part", dialect="clickhouse"
    )
    assert [name for name, _ in denote(tree, lookup).relation.columns] == ["id", "part"]

"""Statements with one plain slip."""

from __future__ import annotations

from sqlglot import exp

from headgate.facts.sql.parse import read_sql


def test_a_missing_comma_between_two_ctes_is_read_as_if_it_stood_there() -> None:
    statements, gaps = read_sql("q.sql", "with a as (select 1 as x)\nb as (select x from a) select x from b", "")
    assert not gaps
    assert statements[0].commas == (1,)
    assert [cte.alias for cte in statements[0].tree.find_all(exp.CTE)] == ["a", "b"]


def test_what_stays_unreadable_with_the_comma_is_a_gap() -> None:
    statements, gaps = read_sql("q.sql", "with a as (select 1 as x)\nb as (select x frm (a) select x from", "duckdb")
    assert not statements
    assert gaps


def test_a_healthy_statement_is_left_alone() -> None:
    statements, _ = read_sql("q.sql", "with a as (select 1 as x), b as (select x from a) select x from b", "")
    assert statements[0].commas == ()

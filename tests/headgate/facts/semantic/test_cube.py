"""Cube data models."""

from __future__ import annotations

from headgate.dataset import table
from headgate.facts.reading import FileFacts, SourceFile
from headgate.facts.semantic.cube import read_cube
from headgate.source.kinds import Kind, kinds_of

MODEL = """\
cubes:
  - name: orders
    sql_table: public.orders
    joins:
      - name: customers
        sql: "{CUBE}.customer_id = {customers.id}"
        relationship: many_to_one
    dimensions:
      - name: status
        sql: status
        type: string
    measures:
      - name: total
        sql: "{CUBE}.amount"
        type: sum
      - name: share
        sql: "{total} / NULLIF({count}, 0)"
        type: number
      - name: count
        type: count
  - name: recent
    sql: >
      SELECT id, amount
      FROM public.orders
    dimensions:
      - name: id
        sql: id
        type: number
views:
  - name: orders_view
    cubes:
      - join_path: orders
        includes:
          - status
          - name: total
            alias: revenue
"""


def read(text: str) -> FileFacts:
    kinds = kinds_of("model/orders.yml", text)
    assert kinds == {Kind.CUBE}
    return read_cube(SourceFile("model/orders.yml", text, kinds)).facts


def test_a_cube_reads_the_columns_of_its_members_and_joins() -> None:
    orders, recent, view = read(MODEL).jobs
    assert {str(use.dataset): use.columns for use in orders.reads} == {
        "public.orders": ("amount", "customer_id", "status"),
        "cube:customers": ("id",),
    }
    assert {f"{e.source} {e.effect} {e.target.column}" for e in orders.edges} == {
        "public.orders.status identity status",
        "public.orders.amount aggregation total",
        "public.orders.amount transformation share",
    }
    assert [str(use.dataset) for use in recent.reads] == ["cube:recent.sql"]
    assert {str(use.dataset): use.columns for use in view.reads} == {"cube:orders": ("status", "total")}


def test_the_query_of_a_cube_is_a_statement() -> None:
    (statement,) = read(MODEL).statements
    assert [use.dataset for use in statement.reads] == [table("public.orders")]


def test_a_templated_table_is_a_gap() -> None:
    facts = read(
        "cubes:\n  - name: a\n    sql_table: \"{{ env_var('T') }}\"\n    dimensions:\n      - name: id\n        sql: id\n"
    )
    assert len(facts.gaps) == 1

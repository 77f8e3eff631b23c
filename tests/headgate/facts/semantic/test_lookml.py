"""LookML views, explores and dashboards."""

from __future__ import annotations

from headgate.facts.graph.build import build
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.reading import SourceFile
from headgate.facts.semantic.lookml import read_lookml
from headgate.settings import Settings
from headgate.source.kinds import kinds_of

VIEW = """\
view: orders {
  sql_table_name: `proj.shop.orders` ;;
  dimension: id { primary_key: yes type: number sql: ${TABLE}.id ;; }
  dimension: status { type: string }
  dimension_group: created { type: time timeframes: [date, week] sql: ${TABLE}."CREATED_AT" ;; }
  dimension: amount { hidden: yes sql: CAST(${TABLE}.amount_cents AS float64) / 100 ;; }
  dimension: is_big { type: yesno sql: ${amount} > 100 AND ${customers.tier} = 'gold' ;; }
  measure: revenue { type: sum sql: ${amount} ;; }
  measure: count { type: count }
}
"""
DERIVED = """\
view: customer_facts {
  derived_table: {
    sql:
      SELECT o.customer_id, COUNT(*) AS orders
      FROM proj.shop.orders o
      WHERE {% condition created %} o.created_at {% endcondition %}
      GROUP BY 1 ;;
  }
  dimension: customer_id { sql: ${TABLE}.customer_id ;; }
}
view: top_customers {
  derived_table: { sql: SELECT customer_id FROM ${customer_facts.SQL_TABLE_NAME} ;; }
  dimension: customer_id {}
}
"""
EXPLORE = """\
explore: orders {
  join: buyers { from: customers sql_on: ${orders.id} = ${buyers.order_id} ;; relationship: many_to_one }
}
"""
DASHBOARD = """\
- dashboard: revenue
  elements:
  - name: total
    explore: orders
    fields: [orders.status, orders.revenue]
    filters:
      customers.tier: gold
"""


def graph(**files: str) -> PipelineGraph:
    facts = {}
    for name, text in files.items():
        path = f"{name}.dashboard.lookml" if name == "dashboard" else f"{name}.view.lkml"
        facts[path] = read_lookml(SourceFile(path, text, kinds_of(path, text))).facts
    return build(facts, Settings())


def flows(found: PipelineGraph) -> set[str]:
    return {f"{e.source} {e.effect} {e.target}" for e in found.edges if e.target.column}


def reads(found: PipelineGraph, job: str) -> dict[str, tuple[str, ...] | None]:
    return {str(use.dataset): use.columns for one in found.jobs if one.name == job for use in one.reads}


def test_fields_are_made_from_columns_through_other_fields() -> None:
    found = graph(orders=VIEW)
    assert flows(found) == {
        "proj.shop.orders.id identity looker:orders.id",
        "proj.shop.orders.status identity looker:orders.status",
        "proj.shop.orders.created_at identity looker:orders.created",
        "proj.shop.orders.amount_cents transformation looker:orders.amount",
        "proj.shop.orders.amount_cents transformation looker:orders.is_big",
        "looker:customers.tier transformation looker:orders.is_big",
        "proj.shop.orders.amount_cents aggregation looker:orders.revenue",
    }
    assert reads(found, "view orders")["proj.shop.orders"] == ("amount_cents", "created_at", "id", "status")


def test_a_derived_table_is_a_query_with_the_lines_of_the_file() -> None:
    found = graph(facts=DERIVED)
    assert {
        "proj.shop.orders.customer_id identity looker:customer_facts.sql_table_name.customer_id",
        "looker:customer_facts.sql_table_name.customer_id identity looker:customer_facts.customer_id",
        "looker:customer_facts.sql_table_name.customer_id identity looker:top_customers.sql_table_name.customer_id",
    } <= flows(found)
    (edge,) = (e for e in found.edges if str(e.source) == "proj.shop.orders.customer_id" and e.target.column)
    assert edge.location.start_line == 4


def test_explores_and_dashboards_read_the_fields_that_they_name() -> None:
    found = graph(orders=VIEW, explore=EXPLORE, dashboard=DASHBOARD)
    assert reads(found, "explore orders") == {"looker:orders": ("id",), "looker:customers": ("order_id",)}
    assert reads(found, "dashboard revenue") == {"looker:orders": ("revenue", "status"), "looker:customers": ("tier",)}


def test_a_templated_schema_is_assumed_and_a_templated_table_is_a_gap() -> None:
    found = read_lookml(
        SourceFile(
            "v.view.lkml",
            "view: a { sql_table_name: {{ _user_attributes['dataset'] }}.orders ;; dimension: id {} }\n"
            "view: b { sql_table_name: {{ x }}{{ y }} ;; dimension: id {} }",
            frozenset(),
        )
    ).facts
    assert [use.dataset.name for job in found.jobs for use in job.reads] == ["orders"]
    assert [gap.kind for gap in found.gaps] == ["assumed", "unresolved"]


def test_broken_or_bottomless_text_is_a_gap() -> None:
    for text in ("view: a { sql: ${TABLE}", "view: {{{", "a: x { " * 5_000, 'view: "a'):
        assert read_lookml(SourceFile("v.lkml", text, frozenset())).facts.gaps

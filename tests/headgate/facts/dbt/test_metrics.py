"""Semantic models, metrics, saved queries, Lightdash."""

from __future__ import annotations

from headgate.dataset import DatasetId
from headgate.facts.dbt.properties import read
from headgate.facts.graph.build import build
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.reading import SourceFile
from headgate.settings import Settings
from headgate.source.kinds import Kind

SEMANTIC = """\
semantic_models:
  - name: orders
    model: ref('fct_orders')
    entities:
      - {name: order, type: primary, expr: order_id}
    dimensions:
      - name: ordered_at
        type: time
        expr: date_trunc('day', created_at)
      - {name: status, type: categorical}
    measures:
      - name: revenue
        agg: sum
        expr: case when status = 'paid' then amount else 0 end
"""
METRICS = """\
metrics:
  - name: revenue_total
    type: simple
    type_params:
      measure:
        name: revenue
  - name: share
    type: ratio
    type_params: {numerator: revenue_total, denominator: {name: all_revenue}}
  - name: growth
    type: derived
    type_params:
      expr: now - before
      metrics: [{name: revenue_total, alias: now}, {name: revenue_total, alias: before}]
saved_queries:
  - name: daily
    query_params:
      metrics: [growth]
"""


def graph(**files: str) -> PipelineGraph:
    facts = {
        f"{name}.yml": read(SourceFile(f"{name}.yml", text, frozenset({Kind.DBT_PROPERTIES}))).facts
        for name, text in files.items()
    }
    return build(facts, Settings())


def reads(found: PipelineGraph, job: str) -> dict[str, tuple[str, ...] | None]:
    return {str(use.dataset): use.columns for one in found.jobs if one.name == job for use in one.reads}


def test_a_semantic_model_reads_the_columns_of_its_expressions() -> None:
    found = graph(semantic=SEMANTIC)
    columns = ("amount", "created_at", "order_id", "status")
    assert reads(found, "semantic_model.orders") == {"fct_orders": columns}
    lines = {edge.source.column: edge.location.start_line for edge in found.edges}
    assert lines["amount"] == 14


def test_a_metric_of_another_file_finds_its_measure() -> None:
    found = graph(semantic=SEMANTIC, metrics=METRICS)
    assert reads(found, "metric.revenue_total") == {"metric:semantic_model.orders": ("revenue",)}
    assert set(reads(found, "metric.share")) == {"metric:revenue_total", "metric:all_revenue"}
    reached = {path[-1].name for path in found.datasets_downstream(DatasetId("warehouse", "fct_orders"))}
    assert reached == {"semantic_model.orders", "revenue_total", "share", "growth", "saved_query.daily"}


def test_a_metric_of_older_dbt_reads_its_model() -> None:
    old = "metrics:\n  - name: total\n    model: ref('fct')\n    calculation_method: sum\n    expression: amount\n    timestamp: day\n"
    assert reads(graph(old=old), "metric.total") == {"fct": ("amount", "day")}


def test_metrics_of_lightdash_stand_in_the_meta_of_columns() -> None:
    meta = (
        "models:\n  - name: fct\n    meta:\n      metrics:\n        paid: {type: sum, sql: '${TABLE}.amount * ${TABLE}.paid'}\n"
        "    columns:\n      - name: amount\n        meta:\n          metrics:\n            total: {type: sum}\n"
    )
    assert reads(graph(meta=meta), "metric.lightdash.fct") == {"fct": ("amount", "paid")}

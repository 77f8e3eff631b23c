"""Great Expectations, older and current."""

from __future__ import annotations

import json

from headgate.dataset import DatasetId, table
from headgate.facts.graph.build import build
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.quality.expectations import read_expectations
from headgate.facts.reading import SourceFile
from headgate.settings import Settings
from headgate.source.kinds import Kind, kinds_of

OLD_SUITE = {
    "expectation_suite_name": "orders.warning",
    "expectations": [
        {"expectation_type": "expect_column_values_to_not_be_null", "kwargs": {"column": "Order_ID"}},
        {"expectation_type": "expect_compound_columns_to_be_unique", "kwargs": {"column_list": ["order_id", "line"]}},
        {"expectation_type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1}},
    ],
}
OLD_CHECKPOINT = """\
name: orders_checkpoint
config_version: 1.0
class_name: Checkpoint
validations:
  - batch_request:
      datasource_name: warehouse
      data_connector_name: default_inferred_data_connector_name
      data_asset_name: shop.orders
    expectation_suite_name: orders.warning
"""
NEW_SUITE = {
    "name": "payments_suite",
    "expectations": [
        {
            "id": "1",
            "kwargs": {"column": "amount", "max_value": 100.0},
            "type": "expect_column_values_to_be_between",
        }
    ],
}
NEW_DEFINITION = {
    "name": "payments_today",
    "data": {
        "asset": {"name": "payments_asset"},
        "batch_definition": {"name": "whole"},
        "datasource": {"name": "pg"},
    },
    "suite": {"name": "payments_suite"},
}
NEW_CONTEXT = """\
fluent_datasources:
  pg:
    type: postgres
    assets:
      payments_asset:
        type: table
        table_name: payments
        schema_name: shop
"""


def graph(files: dict[str, str]) -> PipelineGraph:
    facts = {}
    for path, text in files.items():
        kinds = kinds_of(path, text)
        assert kinds == {Kind.GREAT_EXPECTATIONS}, path
        facts[path] = read_expectations(SourceFile(path, text, kinds)).facts
    return build(facts, Settings())


def test_a_checkpoint_reads_the_columns_that_its_suite_names() -> None:
    found = graph(
        {"gx/expectations/orders.json": json.dumps(OLD_SUITE, indent=1), "gx/checkpoints/o.yml": OLD_CHECKPOINT}
    )
    (job,) = found.jobs
    assert [(use.dataset, use.columns) for use in job.reads] == [(table("shop.orders"), ("line", "order_id"))]
    assert {(str(e.source), e.location.path, e.location.start_line) for e in job.edges} == {
        ("shop.orders.order_id", "gx/expectations/orders.json", 7),
        ("shop.orders.line", "gx/expectations/orders.json", 15),
    }


def test_the_current_form_joins_definition_suite_and_data_source() -> None:
    found = graph(
        {
            "gx/expectations/payments_suite.json": json.dumps(NEW_SUITE),
            "gx/validation_definitions/payments_today.json": json.dumps(NEW_DEFINITION),
            "gx/great_expectations.yml": NEW_CONTEXT,
        }
    )
    (job,) = found.jobs
    assert [(use.dataset, use.columns) for use in job.reads] == [(table("shop.payments"), ("amount",))]
    assert [use.dataset for use in job.writes] == [DatasetId("check", "payments_suite")]
    assert not found.gaps


def test_a_suite_that_nothing_runs_is_told() -> None:
    found = graph({"gx/expectations/orders.json": json.dumps(OLD_SUITE)})
    (gap,) = found.gaps
    assert "orders.warning" in gap.what
    assert found.jobs == ()


def test_tabs_and_broken_files_do_no_harm() -> None:
    tabbed = json.dumps(OLD_SUITE, indent="\t")
    assert len(graph({"s.json": tabbed}).nodes) == 1
    broken = SourceFile("s.json", '{"expectation_suite_name": [', frozenset({Kind.GREAT_EXPECTATIONS}))
    assert read_expectations(broken).facts.gaps

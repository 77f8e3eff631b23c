"""Plans that Spark 3.5 wrote, and shapes that other versions and engines write."""

from __future__ import annotations

from pathlib import Path

import pytest

from headgate.facts.spark.explain.exchanges import shuffle_of
from headgate.facts.spark.explain.joins import join_of
from headgate.facts.spark.explain.model import Adaptive, Engine, Form, SparkPlan
from headgate.facts.spark.explain.operators import standard
from headgate.facts.spark.explain.read import holds_plan, plans_in, plans_of
from headgate.facts.spark.explain.scans import scan_of

PLANS = Path(__file__).parent / "plans"


def plan(name: str) -> SparkPlan:
    (one,) = plans_in(name, (PLANS / f"{name}.txt").read_text())
    return one


def operators(one: SparkPlan) -> list[str]:
    return [node.operator for node in one.nodes]


@pytest.mark.parametrize("form", ["simple", "extended", "formatted", "cost"])
def test_the_same_query_reads_the_same_in_every_form(form: str) -> None:
    one = plan(f"join_sort_merge.{form}")
    assert one.form is Form(form)
    assert one.adaptive is Adaptive.INITIAL
    (join,) = [found for node in one.nodes if (found := join_of(node))]
    assert (join.kind, join.node.operator) == ("Inner", "SortMergeJoin")
    assert [key.split("#")[0] for key in (*join.left_keys, *join.right_keys)] == ["customer_id", "customer_id"]
    shuffles = [moved for node in one.nodes if (moved := shuffle_of(node))]
    assert [(shuffle.by, shuffle.partitions) for shuffle in shuffles] == [("hash", 4)] * 3
    orders, customers = [read for node in one.nodes if (read := scan_of(node))]
    assert (orders.relation, orders.format) == ("file:/lake/orders", "parquet")
    assert orders.read == ("customer_id", "amount")
    assert [column.split("#")[0] for column in orders.partitions] == ["day"]
    assert orders.pushed == ("IsNotNull(amount)", "GreaterThan(amount,5.00)", "IsNotNull(customer_id)")
    assert customers.partitions == ()


def test_cost_gives_the_sizes_of_logical_operators() -> None:
    logical = plan("join_sort_merge.cost").logical
    assert logical is not None
    sizes = [node.statistics.size for node in logical.below() if node.operator == "Relation" and node.statistics]
    assert sizes == [pytest.approx(47.7 * 1024), pytest.approx(3.5 * 1024)]


@pytest.mark.parametrize("form", ["simple", "formatted"])
def test_of_an_adaptive_plan_that_has_run_the_final_one_counts(form: str) -> None:
    one = plan(f"adaptive_final.{form}")
    assert one.adaptive is Adaptive.FINAL
    assert operators(one).count("SortMergeJoin") == 1
    root = one.physical
    assert root is not None
    assert [node.operator for node in root.children] == ["HashAggregate"]
    assert [node.operator for node in root.initial] == ["HashAggregate"]


def test_stages_that_have_run_tell_what_they_moved() -> None:
    stages = list(plan("adaptive_final.formatted").named("ShuffleQueryStage"))
    rows = [node.statistics.rows for node in stages if node.statistics]
    assert rows == [5, 2000, 100]


@pytest.mark.parametrize("form", ["simple", "formatted"])
def test_what_fills_a_cache_is_part_of_the_plan(form: str) -> None:
    one = plan(f"cached.{form}")
    (relation,) = one.named("InMemoryRelation")
    assert relation.parent is not None
    assert relation.parent.operator == "InMemoryTableScan"
    assert [scan.relation for node in relation.below() if (scan := scan_of(node))] == ["file:/lake/customers"]


def test_subqueries_hang_on_the_operator_that_asks_them() -> None:
    one = plan("not_adaptive_subquery.formatted")
    (condition,) = [node for node in one.nodes if node.operator == "Filter" and "scalar-subquery" in str(node.details)]
    assert [node.operator for node in condition.subqueries] == ["HashAggregate"]
    pruned = next(scan for node in one.nodes if (scan := scan_of(node)) and node.subqueries)
    assert pruned.relation == "file:/lake/orders"
    assert sum(node.operator == "FileScan" for node in one.nodes) == 3


@pytest.mark.parametrize("name", ["scalar_subquery.simple", "dynamic_pruning.simple"])
def test_subqueries_are_told_from_inputs_by_where_they_stand(name: str) -> None:
    asking = next(node for node in plan(name).nodes if node.subqueries)
    assert asking.subqueries[0].operator in ("Subquery", "SubqueryAdaptiveBroadcast")
    assert len(asking.children) == (1 if asking.operator == "Filter" else 0)


def test_stars_mark_what_is_compiled() -> None:
    nodes = plan("not_adaptive.simple").nodes
    assert {node.operator for node in nodes if node.codegen} >= {"HashAggregate", "Project", "Filter"}
    assert not any(node.codegen for node in nodes if node.operator in ("Exchange", "FileScan"))


def test_fields_that_spark_left_out_are_told() -> None:
    ((_, why),) = plan("truncated.simple").unread
    assert "maxToStringFields" in why


@pytest.mark.parametrize(
    ("written", "name", "engine"),
    [
        ("PhotonShuffleExchangeSink", "Exchange", Engine.PHOTON),
        ("PhotonScan", "FileScan", Engine.PHOTON),
        ("PhotonTopK", "TakeOrderedAndProject", Engine.PHOTON),
        ("GpuColumnarExchange", "Exchange", Engine.RAPIDS),
        ("GpuFileGpuScan", "FileScan", Engine.RAPIDS),
        ("GpuShuffledHashJoin", "ShuffledHashJoin", Engine.RAPIDS),
        ("GpuCustomShuffleReader", "AQEShuffleRead", Engine.RAPIDS),
        ("CometNativeScan", "FileScan", Engine.COMET),
        ("CometWindowExec", "Window", Engine.COMET),
        ("CometBroadcastExchange", "BroadcastExchange", Engine.COMET),
        ("FlushableHashAggregateExecTransformer", "HashAggregate", Engine.GLUTEN),
        ("VeloxColumnarToRow", "ColumnarToRow", Engine.GLUTEN),
        ("BroadcastHashJoinExecTransformer", "BroadcastHashJoin", Engine.GLUTEN),
        ("CustomShuffleReader", "AQEShuffleRead", Engine.SPARK),
        ("SortMergeJoin", "SortMergeJoin", Engine.SPARK),
    ],
)
def test_other_engines_operators_go_by_sparks_names(written: str, name: str, engine: Engine) -> None:
    assert standard(written, "parquet default.t[a#1]") == (name, engine)


def test_photon_tells_its_filters_and_explains_itself() -> None:
    (one,) = plans_in(
        "x",
        """== Physical Plan ==
AdaptiveSparkPlan isFinalPlan=false
+- == Initial Plan ==
   ColumnarToRow
   +- PhotonResultStage
      +- PhotonBroadcastHashJoin [id#1L], [id#5L], Inner, BuildLeft, false, true
         :- PhotonShuffleExchangeSource
         :  +- PhotonShuffleMapStage EXECUTOR_BROADCAST, [id=#9659]
         :     +- PhotonShuffleExchangeSink SinglePartition
         :        +- PhotonScan parquet shop.raw.orders[id#1L] DataFilters: [isnotnull(id#1L)], Format: parquet, PartitionFilters: [], ReadSchema: struct<id:bigint>, RequiredDataFilters: [isnotnull(id#1L)]
         +- PhotonScan parquet shop.raw.items[id#5L,kind#6] Format: parquet, PartitionFilters: [], ReadSchema: struct<id:bigint>

== Photon Explanation ==
The query is fully supported by Photon.""",
    )
    assert one.notes == ("The query is fully supported by Photon.",)
    scans = [scan for node in one.nodes if (scan := scan_of(node))]
    assert [scan.relation for scan in scans] == ["shop.raw.orders", "shop.raw.items"]
    assert scans[0].pushed == ("isnotnull(id#1L)",)
    assert [column.split("#")[0] for column in scans[1].partitions] == ["kind"]
    assert one.end_line == 14


def test_comet_says_why_it_did_not_take_an_operator() -> None:
    (one,) = plans_in(
        "x",
        "CometColumnarToRow\n+- CometSort\n   :- CometExchange\n   :  +-  WindowGroupLimit [COMET: WindowGroupLimit is not supported]\n"
        "   :     +- CometNativeScan parquet spark_catalog.default.sales\n   +- CometNativeScan parquet spark_catalog.default.days\n",
    )
    assert [node.reason for node in one.nodes if node.reason] == ["WindowGroupLimit is not supported"]
    assert operators(one) == ["ColumnarToRow", "Sort", "Exchange", "WindowGroupLimit", "FileScan", "FileScan"]


def test_codegen_gives_the_size_of_each_stage() -> None:
    (one,) = plans_in(
        "x",
        """Found 2 WholeStageCodegen subtrees.
== Subtree 1 / 2 (maxMethodCodeSize:362; maxConstantPoolSize:150(0.23% used); numInnerClasses:0) ==
*(1) Filter (id#1L > 5)
+- *(1) Range (0, 9, step=1, splits=2)

Generated code:
/* 001 */ public Object generate(Object[] references) {
/* 002 */ }

== Subtree 2 / 2 (maxMethodCodeSize:9000; maxConstantPoolSize:150(0.23% used); numInnerClasses:0) ==
*(2) HashAggregate(keys=[], functions=[count(1)])
+- Exchange SinglePartition, ENSURE_REQUIREMENTS, [plan_id=9]
   +- *(1) Filter (id#1L > 5)
      +- *(1) Range (0, 9, step=1, splits=2)
""",
    )
    assert [(stage.number, stage.method_bytes) for stage in one.stages] == [(1, 362), (2, 9000)]
    assert operators(one) == ["HashAggregate", "Exchange", "Filter", "Range"]


def test_spark_2_writes_its_own_way() -> None:
    (one,) = plans_in(
        "x",
        """== Physical Plan ==
*Project [id#1L]
+- *SortMergeJoin [id#1L], [id#5L], Inner, (a#2 > b#6)
   :- *Sort [id#1L ASC NULLS FIRST], false, 0
   :  +- Exchange hashpartitioning(id#1L, 200)
   :     +- *FileScan parquet shop.orders[id#1L,a#2] Batched: true, Format: Parquet, PushedFilters: []
   +- *Sort [id#5L ASC NULLS FIRST], false, 0
      +- ReusedExchange [id#5L, b#6], Exchange hashpartitioning(id#1L, 200)""",
    )
    (join,) = [found for node in one.nodes if (found := join_of(node))]
    assert join.condition == "(a#2 > b#6)"
    assert one.nodes[0].codegen
    assert operators(one)[-1] == "ReusedExchange"


def test_a_text_with_a_line_break_in_a_condition_stays_one_operator() -> None:
    (one,) = plans_in(
        "x", "== Physical Plan ==\n*(1) Filter (note#1 = two\nlines)\n+- *(1) Range (0, 9, step=1, splits=2)\n"
    )
    assert operators(one) == ["Filter", "Range"]
    assert "two\nlines" in one.nodes[0].arguments


def test_plans_are_found_among_other_lines() -> None:
    text = """24/01/01 12:00:00 INFO Driver: starting
== Physical Plan ==
*(1) Project [id#1L]
+- *(1) Range (0, 9, step=1, splits=2)

24/01/01 12:00:01 INFO Driver: going on
24/01/01 12:00:01 INFO Driver: == Physical Plan ==
CollectLimit 5
+- *(1) Range (0, 9, step=1, splits=2)
24/01/01 12:00:02 INFO Driver: done"""
    first, second = plans_in("log.txt", text)
    assert (first.line, first.end_line, operators(first)) == (2, 4, ["Project", "Range"])
    assert (second.line, second.end_line, operators(second)) == (7, 9, ["CollectLimit", "Range"])


def test_a_plan_in_a_comment_is_read_without_its_marks() -> None:
    text = "x = 1\n# == Physical Plan ==\n# *(1) Project [id#1L]\n# +- *(1) Range (0, 9, step=1, splits=2)\ny = 2\n"
    (one,) = plans_in("job.py", text)
    assert operators(one) == ["Project", "Range"]


def test_a_notebooks_output_keeps_the_lines_of_the_file() -> None:
    text = """{
 "cells": [
  {"cell_type": "code", "outputs": [{
     "text": [
      "== Physical Plan ==\\n",
      "*(1) Project [id#1L]\\n",
      "+- *(1) Range (0, 9, step=1, splits=2)\\n",
      "\\n"
     ]}]}]}"""
    (one,) = plans_in("a.ipynb", text)
    assert [(node.operator, node.line) for node in one.nodes] == [("Project", 6), ("Range", 7)]


def test_the_description_of_an_event_log_is_read_line_by_line() -> None:
    described = "== Physical Plan ==\nCollectLimit 5\n+- *(1) Range (0, 9, step=1, splits=2)"
    (one,) = plans_of(described.splitlines(), path="eventlog")
    assert (one.path, one.line, operators(one)) == ("eventlog", 1, ["CollectLimit", "Range"])


def test_what_holds_no_plan_gives_none() -> None:
    assert plans_in("x", "hello\n+- world\n") == []
    assert not holds_plan(
        '{"Event":"SparkListenerSQLExecutionStart","physicalPlanDescription":"== Physical Plan ==\\nX"}'
    )
    assert plans_in("x", "") == []
    assert plans_in("x", "== Physical Plan ==") == []


@pytest.mark.parametrize(
    "text",
    [
        "== Physical Plan ==\n" + "".join(f"{'   ' * depth}+- Project [a#1]\n" for depth in range(3_000)),
        "== Physical Plan ==\nFilter " + "(" * 100_000 + "\n+- Range\n",
        "== Physical Plan ==\n" * 20_000,
        "== Physical Plan ==\nUnion\n" + ":- Range (0, 1, step=1)\n" * 60_000,
        "== Physical Plan ==\nScan x (1)\n\n\n(1) Scan x\n" + "Output [1]: " + "[" * 100_000,
        ":" * 200_000 + "\n+- A",
        "== Physical Plan ==\n" + " :|" * 60_000,
    ],
    ids=["deep", "brackets", "headings", "wide", "details", "colons", "stems"],
)
def test_a_hostile_text_is_read_in_bounds(text: str) -> None:
    for one in plans_in("x", text):
        assert len(one.nodes) <= 50_010

"""An operator falls back from a native engine to Spark's rows."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.model import Engine, PlanNode, SparkPlan
from headgate.facts.spark.explain.operators import PASSING, SCANS
from headgate.facts.spark.explain.said import short
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_NEUTRAL = PASSING | SCANS | {
    *("Exchange", "BroadcastExchange", "Subquery", "SubqueryBroadcast", "SubqueryAdaptiveBroadcast", "ReusedSubquery"),
    *("InMemoryTableScan", "InMemoryRelation", "LocalTableScan", "Union", "CollectLimit", "Coalesce", "WriteFiles"),
    "Range",
}  # fmt: skip
"""What says nothing of an engine: results, writes and wrappers."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            PhotonResultStage
            +- PhotonGroupingAgg(keys=[day#3], functions=[finalmerge_sum(merge sum#4)])
               +- PhotonRowToColumnar
                  +- BatchEvalPython [label(id#1L)#9], [pythonUDF0#10]
                     +- ColumnarToRow
                        +- PhotonResultStage
                           +- PhotonScan parquet shop.orders[id#1L,day#3] Format: parquet, PartitionFilters: []
            """,
            5,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- ColumnarToRow
               +- PhotonResultStage
                  +- PhotonGroupingAgg(keys=[day#3], functions=[finalmerge_sum(merge sum#4)])
                     +- PhotonScan parquet shop.orders[id#1L,day#3] Format: parquet, PartitionFilters: []
            """,
            path=PLAN,
        ),
    ],
)
def plan_engine_fallback(plan: SparkPlan) -> Iterator[Found]:
    """An operator falls back from Photon, RAPIDS, Comet or Gluten to Spark's own rows.

    ## Why it matters
    Batches of columns are turned into rows, one operator runs in the JVM, and where the engine takes over again they
    are turned back. The conversion often costs more than the engine gained.

    ## Instead
    Replace what the engine does not know, named in the message where the plan tells it: a Python function, a type, an
    expression.

    ## When it stays silent
    For the last step that hands rows to the driver or a writer; for plans without such an engine. It is a note where
    the engine does not take over again.

    ## Fix
    None here: the code is elsewhere.
    """
    engines = {node.engine for node in plan.nodes} - {Engine.SPARK}
    if not engines:
        return
    for node in plan.nodes:
        if not _own(node) or _parent_fell(node):
            continue
        under = next(
            (one for one in node.below() if one.engine is not Engine.SPARK and one.operator not in PASSING), None
        )
        if under is None:
            continue
        again = any(one.engine is not Engine.SPARK and one.operator not in PASSING for one in node.above())
        why = node.reason or (short(plan.notes[0]) if plan.notes and "fully supported" not in plan.notes[0] else "")
        yield found_at(
            node,
            f"`{node.written}` runs on Spark's rows above {under.engine}'s `{under.written}`"
            f"{f', and {under.engine} takes over again after it' if again else ''}{f': {short(why)}' if why else ''}.",
            node.reason or node.written,
            None if again else Level.NOTE,
        )


def _own(node: PlanNode) -> bool:
    """Whether Spark's own engine does this work."""
    return node.engine is Engine.SPARK and node.operator not in _NEUTRAL and not node.operator.startswith("Execute")


def _parent_fell(node: PlanNode) -> bool:
    """Whether the operator above fell back too: one word for the whole stretch."""
    above = next((one for one in node.above() if one.operator not in _NEUTRAL), None)
    return above is not None and _own(above)

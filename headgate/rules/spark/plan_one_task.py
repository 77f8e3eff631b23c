"""The last stage runs in one task, with all the work before it."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.exchanges import shuffle_of
from headgate.facts.spark.explain.model import PlanNode, SparkPlan
from headgate.facts.spark.explain.operators import AGGREGATES, JOINS, PYTHON
from headgate.facts.spark.explain.said import side
from headgate.facts.spark.explain.sizes import FEW, most_rows
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_WORK = AGGREGATES | JOINS | PYTHON | {"Sort", "Generate", "Window", "Expand"}


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            Coalesce 1
            +- *(2) HashAggregate(keys=[id#1L], functions=[count(1)])
               +- Exchange hashpartitioning(id#1L, 200), ENSURE_REQUIREMENTS, [plan_id=12]
                  +- *(1) HashAggregate(keys=[id#1L], functions=[partial_count(1)])
                     +- FileScan parquet shop.orders[id#1L] Batched: true, Format: Parquet
            """,
            2,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            Coalesce 1
            +- *(2) HashAggregate(keys=[], functions=[count(1)])
               +- Exchange SinglePartition, ENSURE_REQUIREMENTS, [plan_id=12]
                  +- *(1) HashAggregate(keys=[], functions=[partial_count(1)])
                     +- FileScan parquet shop.orders[id#1L] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_one_task(plan: SparkPlan) -> Iterator[Found]:
    """`coalesce(1)` makes one task do all the work of its stage.

    ## Why it matters
    `coalesce` does not shuffle: it takes the number of partitions down for everything since the last shuffle, so the
    join, the aggregate or the reading of a whole table runs in one task on one core.

    ## Instead
    `repartition(1)`, if it must be one file: the work before it stays parallel. Better no single file: let readers
    take a folder.

    ## When it stays silent
    Where the plan proves that few rows come. A warning where a join, an aggregate, a sort or Python code is within
    the stage; a note where the stage only reads.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("Coalesce"):
        told = (node.details.get("Arguments") or node.arguments).strip()
        if told != "1" or (most_rows(node) or FEW + 1) <= FEW:
            continue
        stage = list(_stage(node))
        work = next((one for one in stage if one.operator in _WORK), None)
        doing = f"the {work.operator} at line {work.line}" if work is not None else "reading"
        yield found_at(
            node,
            f"`coalesce(1)` makes one task do all of this stage over {side(node)}, {doing} included.",
            side(node),
            Level.WARNING if work is not None else None,
        )


def _stage(node: PlanNode) -> Iterator[PlanNode]:
    """The operators below `node` that run in the same task."""
    waiting = list(node.children)
    while waiting:
        one = waiting.pop()
        if shuffle_of(one) is None and one.operator != "BroadcastExchange":
            yield one
            waiting += one.children

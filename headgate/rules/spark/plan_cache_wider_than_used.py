"""A cache holds many columns of which few are read."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.expressions import closing, columns
from headgate.facts.spark.explain.model import PlanNode, SparkPlan
from headgate.facts.spark.explain.said import side
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_WIDE = 12
"""Columns from which a cache's width is worth a word."""
_PART = 3
"""A third or less is read."""


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            InMemoryTableScan [a#1]
               +- InMemoryRelation [a#1, b#2, c#3, d#4, e#5, f#6, g#7, h#8, i#9, j#10, k#11, l#12], StorageLevel(disk)
                     +- *(1) ColumnarToRow
                        +- FileScan parquet shop.wide[a#1,b#2,c#3,d#4,e#5,f#6,g#7,h#8,i#9,j#10,k#11,l#12] Batched: true
            """,
            3,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            InMemoryTableScan [a#1, b#2]
               +- InMemoryRelation [a#1, b#2, c#3], StorageLevel(disk, memory, deserialized, 1 replicas)
                     +- *(1) ColumnarToRow
                        +- FileScan parquet shop.wide[a#1,b#2,c#3] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_cache_wider_than_used(plan: SparkPlan) -> Iterator[Found]:
    """A cache holds many columns of which this plan reads few.

    ## Why it matters
    A cache is filled with all columns that were there when it was asked for, whatever is read from it later: memory
    that tasks could use, and files read and encoded in full.

    ## Instead
    Select the columns that are needed before `cache()`.

    ## When it stays silent
    Below 12 columns, and where more than a third of them is read. Other plans may read other columns of the same
    cache: hence a note.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("InMemoryRelation"):
        held, read = _columns(node), set(_columns(node.parent)) if node.parent is not None else set()
        if len(held) >= _WIDE and read and len(read) * _PART <= len(held) and "..." not in node.arguments:
            yield found_at(
                node,
                f"{len(held)} columns of {side(node)} are cached, and {len(read)} of them are read here.",
                side(node),
            )


def _columns(node: PlanNode) -> list[str]:
    told = node.details.get("Output") or node.details.get("Arguments") or node.arguments
    return columns(told[: closing(told) + 1]) if told.startswith("[") else []

"""A window function takes all rows into one partition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.said import short, side
from headgate.facts.spark.explain.sizes import FEW, aggregated, most_rows, one_partition
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_CALL = re.compile(r"([a-z_]\w{0,40}\([^()]{0,200}\)) windowspecdefinition\(([^,()]{1,200})")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- Window [row_number() windowspecdefinition(amount#2 ASC NULLS FIRST) AS n#9], [amount#2 ASC NULLS FIRST]
               +- Sort [amount#2 ASC NULLS FIRST], false, 0
                  +- Exchange SinglePartition, ENSURE_REQUIREMENTS, [plan_id=12]
                     +- FileScan parquet shop.orders[id#1L,amount#2] Batched: true, Format: Parquet
            """,
            3,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- Window [row_number() windowspecdefinition(amount#2 ASC NULLS FIRST) AS n#9], [amount#2 ASC NULLS FIRST]
               +- Sort [amount#2 ASC NULLS FIRST], false, 0
                  +- GlobalLimit 100, 0
                     +- Exchange SinglePartition, ENSURE_REQUIREMENTS, [plan_id=12]
                        +- LocalLimit 100
                           +- FileScan parquet shop.orders[id#1L,amount#2] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_single_partition_window(plan: SparkPlan) -> Iterator[Found]:
    """A window function takes all rows into one partition.

    ## Why it matters
    Without PARTITION BY, one task gets, sorts and walks through every row, while all others wait; it spills, or runs
    out of memory, with the first large day.

    ## Instead
    A PARTITION BY; for running numbers, `monotonically_increasing_id` or a number within each partition plus an
    offset; for the top rows, ORDER BY with LIMIT.

    ## When it stays silent
    Where the plan proves that few rows come; over the groups of an aggregate it is only a note.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("Window", "WindowInPandas", "ArrowWindowPython"):
        child = node.children[0] if node.children else None
        if child is None or not one_partition(child) or (most_rows(child) or FEW + 1) <= FEW:
            continue
        level = Level.NOTE if aggregated(child) else None
        call = _CALL.search(node.details.get("Arguments") or node.arguments)
        told = f"`{short(call[1], 60)}` ordered by {short(call[2], 60)}" if call else "a window"
        yield found_at(node, f"All rows of {side(node)} go to one task for {told}.", told, level)

"""Rows are multiplied before they are moved to a join."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.exchanges import shuffle_of
from headgate.facts.spark.explain.expressions import columns, split
from headgate.facts.spark.explain.joins import join_of
from headgate.facts.spark.explain.model import PlanNode, SparkPlan
from headgate.facts.spark.explain.said import short, side
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, condition, found_at, through


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- SortMergeJoin [id#1L], [id#5L], Inner
               :- Sort [id#1L ASC NULLS FIRST], false, 0
               :  +- Exchange hashpartitioning(id#1L, 200), ENSURE_REQUIREMENTS, [plan_id=10]
               :     +- Generate explode(tags#2), [id#1L], false, [tag#9]
               :        +- FileScan parquet shop.orders[id#1L,tags#2] Batched: true, Format: Parquet
               +- Sort [id#5L ASC NULLS FIRST], false, 0
                  +- Exchange hashpartitioning(id#5L, 200), ENSURE_REQUIREMENTS, [plan_id=20]
                     +- FileScan parquet shop.customers[id#5L] Batched: true, Format: Parquet
            """,
            6,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- SortMergeJoin [tag#9], [tag#5], Inner
               :- Sort [tag#9 ASC NULLS FIRST], false, 0
               :  +- Exchange hashpartitioning(tag#9, 200), ENSURE_REQUIREMENTS, [plan_id=10]
               :     +- Generate explode(tags#2), [id#1L], false, [tag#9]
               :        +- FileScan parquet shop.orders[id#1L,tags#2] Batched: true, Format: Parquet
               +- Sort [tag#5 ASC NULLS FIRST], false, 0
                  +- Exchange hashpartitioning(tag#5, 200), ENSURE_REQUIREMENTS, [plan_id=20]
                     +- FileScan parquet shop.tags[tag#5] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_explode_before_join(plan: SparkPlan) -> Iterator[Found]:
    """Rows are multiplied by `explode` before they are moved to a join that does not need it.

    ## Why it matters
    A row with fifty tags crosses the network, is sorted and spilled fifty times; the join looks at its key alone.

    ## Instead
    Join first, then explode.

    ## When it stays silent
    Where the join's key or a filter below the join uses what was exploded.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("SortMergeJoin", "ShuffledHashJoin"):
        join = join_of(node)
        if join is None or join.kind not in ("Inner", "LeftOuter", "RightOuter", "LeftSemi"):
            continue
        for child, keys in ((join.left, join.left_keys), (join.right, join.right_keys)):
            generate = _generate(child) if child is not None else None
            if generate is None:
                continue
            told = generate.details.get("Arguments") or generate.arguments
            made = set(columns(split(told)[-1])) if split(told) else set()
            used = {column for key in keys for column in columns(key)} | _filtered(generate)
            if made and not made & used and not made & set(columns(join.condition)):
                yield found_at(
                    generate,
                    f"Rows of {side(generate)} are multiplied by {short(split(told)[0], 60)}, then shuffled for the "
                    f"join at line {node.line}, whose key does not need it.",
                    split(told)[0],
                )


def _generate(node: PlanNode) -> PlanNode | None:
    """The `explode` below a shuffle, with nothing between that folds or joins rows."""
    shuffled = False
    for one in (node, *through(node, "Sort", "Exchange", "Project", "Filter")):
        shuffled = shuffled or shuffle_of(one) is not None
        if one.operator == "Generate":
            return one if shuffled else None
    return None


def _filtered(node: PlanNode) -> set[str]:
    """The columns that filters between an `explode` and its join speak of."""
    found: set[str] = set()
    for one in node.above():
        if one.operator == "Filter":
            found |= set(columns(condition(one)))
        elif join_of(one) is not None:
            break
    return found

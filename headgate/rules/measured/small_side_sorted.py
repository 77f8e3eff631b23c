"""Both sides of a join were shuffled and sorted, though one is small."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.runtime.operators import Operator
from headgate.rules.runs.examples import Task, fires, operator, run_of, silent, stage
from headgate.rules.runs.joins import moved_sides
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import percent, size, span
from headgate.rules.runs.subject import Measured

_SMALL = 20_000_000
_FACTOR = 10
_LEAST_MS = 1_500
_LEAST_SHARE = 0.15


def _sorted(small: int, large: int) -> Operator:
    left = operator("Exchange hashpartitioning(a, 200)", operator("Scan parquet a"), data_size=large)
    right = operator("Exchange hashpartitioning(b, 200)", operator("Scan parquet b"), data_size=small)
    sides = (operator("Sort [a ASC], false, 0", left), operator("Sort [b ASC], false, 0", right))
    return operator("SortMergeJoin [a], [b], Inner", *sides, number_of_output_rows=9_000)


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(90_000)] * 4), plan=_sorted(2_000_000, 9_000_000_000))),
        silent(lambda: run_of(stage(1, [Task(90_000)] * 4), plan=_sorted(2_000_000_000, 9_000_000_000))),
    ],
)
def small_side_sorted(measured: Measured) -> Iterator[Seen]:
    """Both sides of a join were shuffled and sorted, though one is small.

    ## Why it matters

    The large side is moved over the network and sorted for nothing: sent to all executors, the small side would let
    each part of the large one be joined where it is. It is also what makes skewed keys hurt.

    ## Instead

    A `broadcast` hint for the small side, statistics for the table (`ANALYZE TABLE`), or a higher
    `spark.sql.autoBroadcastJoinThreshold`; with adaptive execution on, Spark sees the size by itself.

    ## When it stays silent

    The smaller side has over 20 MB or a tenth of the larger one, an outer join must keep it, or the stages of the join
    took under 1.5 s or 15 % of all task time.

    ## Fix

    None is made by machine: whether the table will stay small, its owner knows.
    """
    for execution in measured.run.executions.values():
        for at in measured.placed.operators_of(execution):
            join = at[0]
            if "SortMergeJoin" not in join.name and "ShuffledHashJoin" not in join.name:
                continue
            sides = moved_sides(measured, execution, join)
            if sides is None:
                continue
            left, right = sides
            small, large = min(left, right), max(left, right)
            if small > _SMALL or large < _FACTOR * max(small, 1) or not _may_be_sent(join.text, left < right):
                continue
            stages = [
                one for one in measured.stages()
                if one.execution == execution.id and any(join is found for found, _ in measured.operators(one, "join"))
            ]  # fmt: skip
            cost = sum(one.wall for one in stages)
            share = sum(measured.share(one) for one in stages)
            if cost < _LEAST_MS or share < _LEAST_SHARE:
                continue
            yield Seen(
                f"A join shuffled and sorted {size(large)} on one side and only {size(small)} on the other; "
                "its stages took "
                f"{span(cost)}, {percent(share)} of all task time.",
                cost_ms=cost,
                place=measured.place_of(execution, at),
                stage=stages[0].id,
                stages=tuple(one.id for one in stages),
                execution=execution.id,
                metrics={"small_side_bytes": small, "large_side_bytes": large, "stage_ms": cost},
                gain=Gain(
                    cost * 0.2, cost * 0.7, "The shuffle and the sort of the large side go; reading and joining remain."
                ),
                remedies=(
                    Remedy(
                        "Broadcast the small side",
                        f"It has {size(small)}.",
                        {"spark.sql.autoBroadcastJoinThreshold": f"{max(small * 2 // 1_000_000, 10)}m"},
                        code="large.join(F.broadcast(small), …)",
                    ),
                ),
                entity=f"sorted:{join.name}",
            )


def _may_be_sent(text: str, left: bool) -> bool:
    if "FullOuter" in text:
        return False
    return (
        ("LeftOuter" not in text and "LeftSemi" not in text and "LeftAnti" not in text)
        if left
        else "RightOuter" not in text
    )

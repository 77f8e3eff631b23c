"""A join compared every row with every other."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.runtime.operators import Operator
from headgate.rules.runs.examples import Task, fires, operator, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, span
from headgate.rules.runs.subject import Measured

_LEAST_MS = 500
_LEAST_SHARE = 0.1


def _joined(name: str, rows: int) -> Operator:
    left = operator("Scan parquet a", number_of_output_rows=90_000)
    return operator(
        f"{name} (a < b)", left, operator("Scan parquet b", number_of_output_rows=80_000), number_of_output_rows=rows
    )


@run_rule(
    instead_of=("too-few-tasks", "skewed-stage", "rows-multiplied"),
    examples=[
        fires(lambda: run_of(stage(1, [Task(90_000)] * 4), plan=_joined("CartesianProduct", 9_000))),
        fires(lambda: run_of(stage(1, [Task(90_000)] * 4), plan=_joined("BroadcastNestedLoopJoin", 9_000))),
        silent(
            lambda: run_of(
                stage(1, [Task(100)] * 4),
                stage(2, [Task(90_000)] * 4, execution=None),
                plan=_joined("CartesianProduct", 90),
            )
        ),
        silent(lambda: run_of(stage(1, [Task(90_000)] * 4), plan=_joined("SortMergeJoin", 9_000))),
    ],
)
def cartesian_join(measured: Measured) -> Iterator[Seen]:
    """A join compared every row with every other.

    ## Why it matters

    Without a condition that says which columns are equal, Spark compares all pairs (`CartesianProduct`,
    `BroadcastNestedLoopJoin`): ten times the rows take a hundred times as long.

    ## Instead

    Find a column that must be equal, or make one: the range or the hour that both fall into, a geohash, a first
    letter; join by it and keep the condition as a filter. Take out conditions with OR by a union of two joins.

    ## When it stays silent

    The stages with the join took under half a second or a tenth of all task time, as with a single row of totals.

    ## Fix

    None: which column may be equal, only the data tell.
    """
    for one in measured.stages():
        execution = measured.execution(one)
        if execution is None or one.wall < _LEAST_MS or measured.share(one) < _LEAST_SHARE:
            continue
        for found in measured.operators_near(one, "join"):
            join = found[0]
            if "CartesianProduct" not in join.name and "NestedLoop" not in join.name:
                continue
            pairs = _pairs(measured, one.execution, join)
            rows = measured.rows(execution, join)
            compared = f" {many(pairs)} pairs were compared" if pairs else " All pairs were compared"
            kept = f" and {many(rows, 'rows')} came out" if rows is not None else ""
            yield Seen(
                f"Stage {one.id} joins without an equal column ({join.name}).{compared}{kept}; it took "
                f"{span(one.wall)}, "
                f"{percent(measured.share(one))} of all task time.",
                cost_ms=one.wall,
                place=measured.place_of(execution, found),
                stage=one.id,
                metrics={"pairs": pairs or 0, "rows": rows or 0, "stage_ms": one.wall, "run_ms": one.sums.run},
                gain=Gain(
                    one.wall * 0.5,
                    one.wall * 0.95,
                    "An equal column with k distinct values leaves one pair in k to be compared.",
                ),
                remedies=(
                    Remedy(
                        "An equality to join by",
                        "Round both sides to the same grid, join by the cell, and filter by the exact condition.",
                    ),
                ),
                entity=f"cartesian:{one.name}",
            )
            break


def _pairs(measured: Measured, execution: int | None, join: Operator) -> int:
    run = measured.run.executions.get(execution) if execution is not None else None
    if run is None or len(join.children) < 2:
        return 0
    sides = []
    for child in join.children[:2]:
        own = measured.rows(run, child)
        sides.append(own if own is not None else measured.rows_below(run, child) or 0)
    return sides[0] * sides[1]

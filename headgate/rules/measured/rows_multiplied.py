"""An operator made many rows of each."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.placed.kinds import kind_of_operator
from headgate.facts.runtime.operators import Operator
from headgate.rules.runs.examples import Task, fires, operator, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, span, times
from headgate.rules.runs.subject import Measured

_FACTOR = 10
_LEAST_ROWS = 1_000_000
_LEAST_MS = 1_000
_LEAST_SHARE = 0.1


def _made(rows: int) -> Operator:
    return operator(
        "Generate explode(days)", operator("Scan parquet", number_of_output_rows=1_000_000), number_of_output_rows=rows
    )


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(90_000)] * 4), plan=_made(60_000_000))),
        silent(lambda: run_of(stage(1, [Task(90_000)] * 4), plan=_made(3_000_000))),
    ],
)
def rows_multiplied(measured: Measured) -> Iterator[Seen]:
    """An operator made many rows of each.

    ## Why it matters

    Everything after an `explode`, or after a join whose keys are not unique on either side, works on the multiplied
    rows: shuffles, sorts and spills grow by the same factor. Of a join it often is a mistake in the keys.

    ## Instead

    Aggregate before multiplying; work on the array with `transform`, `filter` and `aggregate`; make the keys of one
    side unique; filter the pairs in the join's own condition.

    ## When it stays silent

    Under ten times the rows that went in, under a million rows, or the stage took under 1 s or a tenth of all task
    time.

    ## Fix

    None is made by machine.
    """
    for one in measured.stages():
        execution = measured.execution(one)
        if execution is None or one.wall < _LEAST_MS or measured.share(one) < _LEAST_SHARE:
            continue
        for at in measured.operators(one, "generate", "join"):
            made = measured.rows(execution, at[0]) or 0
            sides = [_given(measured, execution.id, child) for child in at[0].children]
            taken = max(sides, default=0)
            if not taken or made < _LEAST_ROWS or made < _FACTOR * taken:
                continue
            what = "The join" if kind_of_operator(at[0].name) == "join" else "The explode"
            yield Seen(
                f"{what} in stage {one.id} made {many(made, 'rows')} of {many(taken)}, {times(made / taken)} as many; "
                f"the stage took {span(one.wall)}, {percent(measured.share(one))} of all task time.",
                cost_ms=one.wall * (1 - taken / made),
                place=measured.place_of(execution, at),
                stage=one.id,
                metrics={"rows_in": taken, "rows_out": made, "factor": round(made / taken, 1), "stage_ms": one.wall},
                gain=Gain(
                    0,
                    one.wall * (1 - taken / made) * 0.8,
                    "Work that is done before the rows are multiplied is done once for each of them.",
                ),
                remedies=(
                    Remedy("Aggregate before the rows are multiplied", "Or use higher-order functions on the array."),
                ),
                entity=f"multiplied:{at[0].name}",
            )
            break


def _given(measured: Measured, execution: int, child: Operator) -> int:
    run = measured.run.executions[execution]
    own = measured.rows(run, child)
    return own if own is not None else measured.rows_below(run, child) or 0

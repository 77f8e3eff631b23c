"""Much of the work of speculative tasks was thrown away."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, span
from headgate.rules.runs.subject import Measured

_LEAST_SHARE = 0.05
_LEAST_MS = 5_000


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(9_000)] * 8, killed=6, speculative=8, wasted=54_000))),
        silent(lambda: run_of(stage(1, [Task(9_000)] * 8, killed=1, speculative=2, wasted=2_000))),
    ],
)
def speculative_work(measured: Measured) -> Iterator[Seen]:
    """Much of the work of speculative tasks was thrown away.

    ## Why it matters

    A second copy of a slow task takes a core, and one of the two is killed. Where tasks are slow because they have
    more data, the copy is as slow and nothing is gained.

    ## Instead

    Mend the skew; raise `spark.speculation.multiplier` and `.quantile`, so that only real stragglers get a copy.

    ## When it stays silent

    What was thrown away is under 5 % of all task time, or under 5 s.

    ## Fix

    None is made by machine.
    """
    stages = [one for one in measured.stages() if one.speculative and one.killed]
    wasted = sum(one.wasted for one in stages)
    if not stages or wasted < _LEAST_MS or wasted / measured.task_ms < _LEAST_SHARE:
        return
    worst = max(stages, key=lambda one: one.wasted)
    copies = sum(one.speculative for one in stages)
    yield Seen(
        f"{many(copies, 'speculative tasks')} were started; {span(wasted)} of task time was thrown away, "
        f"{percent(wasted / measured.task_ms)} of all.",
        cost_ms=wasted / measured.cores,
        place=measured.place(worst),
        stage=worst.id,
        metrics={"speculative_tasks": copies, "wasted_ms": wasted},
        gain=Gain(0, wasted / measured.cores, "The wasted task time, spread over all cores."),
        remedies=(
            Remedy(
                "Fewer copies",
                "Only tasks far behind get one.",
                {"spark.speculation.multiplier": "3", "spark.speculation.quantile": "0.9"},
            ),
        ),
        entity="speculation",
    )

"""Executors spent much of their time collecting garbage."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import percent, span
from headgate.rules.runs.subject import Measured

_LEAST_SHARE = 0.2
_LEAST_MS = 1_500
_LEAST_OF_RUN = 0.05


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(60_000)] * 8, gc=200_000))),
        silent(lambda: run_of(stage(1, [Task(60_000)] * 8, gc=30_000))),
        silent(lambda: run_of(stage(1, [Task(600)] * 4, gc=900))),
    ],
)
def garbage_collection(measured: Measured) -> Iterator[Seen]:
    """Executors spent much of their time collecting garbage.

    ## Why it matters

    While the JVM collects, tasks stand still. Over a tenth of the time is a sign of too little memory for what tasks
    hold: large groups in `collect_list`, caches of objects, rows of many strings; what follows is lost heartbeats and
    lost executors.

    ## Instead

    More memory for each core, a cache that is serialised or smaller, aggregations that keep less for each key, fewer
    concurrent tasks in each executor.

    ## When it stays silent

    Under a fifth of the time of a stage's tasks, under 1.5 s in sum, or under 5 % of the time of all tasks.

    ## Fix

    None is made by machine.
    """
    for one in measured.stages():
        run = max(one.sums.run, 1)
        if (
            one.sums.gc < _LEAST_MS
            or one.sums.gc / run < _LEAST_SHARE
            or one.sums.gc / measured.task_ms < _LEAST_OF_RUN
        ):
            continue
        worst = max(
            (one for one in measured.run.executors.values() if one.run),
            key=lambda e: e.gc / max(e.run, 1),
            default=None,
        )
        share = one.sums.gc / run
        yield Seen(
            f"Stage {one.id} spent {span(one.sums.gc)} of its {span(run)} of task time on garbage collection, "
            f"{percent(share)}.",
            cost_ms=one.wall * share,
            place=measured.place(one, "aggregate", "window", "cache", "join", "python"),
            stage=one.id,
            metrics={
                "gc_ms": one.sums.gc,
                "run_ms": one.sums.run,
                "gc_share": round(share, 3),
                "worst_executor": worst.id if worst else "",
                "worst_executor_gc_share": round(worst.gc / max(worst.run, 1), 3) if worst else 0,
            },
            gain=Gain(
                one.wall * max(share - 0.1, 0) * 0.5,
                one.wall * max(share - 0.05, 0),
                "With enough memory, collection takes 5 to 10 % of the time; the rest of it could be saved.",
            ),
            remedies=(
                Remedy(
                    "More heap for each core",
                    "Fewer tasks share a heap, or each has more of it.",
                    {"spark.executor.memory": _more(measured.run.setting("spark.executor.memory", "1g"))},
                ),
            ),
            entity=f"gc:{one.name}",
        )


def _more(told: str) -> str:
    number = "".join(letter for letter in told if letter.isdigit())
    return f"{int(number[:6]) * 2}{told[len(number) :]}" if number else told

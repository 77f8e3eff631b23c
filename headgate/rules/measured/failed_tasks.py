"""Tasks failed and were run again."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level
from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, span
from headgate.rules.runs.subject import Measured

_LEAST_MS = 500
_LEAST_SHARE = 0.02
_OFTEN = 3
_OFTEN_SHARE = 0.1


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(9_000)] * 8, failed=6, wasted=54_000))),
        silent(lambda: run_of(stage(1, [Task(9_000)] * 8, failed=1, wasted=200))),
    ],
)
def failed_tasks(measured: Measured) -> Iterator[Seen]:
    """Tasks failed and were run again.

    ## Why it matters

    What a failed task did is thrown away and done again, up to `spark.task.maxFailures` times; side effects of the
    first try stay. A run that ends well only after retries will one day not end well.

    ## Instead

    Look at the error: memory wants smaller partitions, timeouts of services want batching and retries within the task,
    bad records want a schema or a mode that sets them aside.

    ## When it stays silent

    No task failed, or what was wasted is under half a second or 2 % of all task time, unless the stage failed for it or
    three tasks or more and a tenth of all did.

    ## Fix

    None: the cause stands in the error.
    """
    for one in measured.stages():
        if not one.failed:
            continue
        share = one.wasted / measured.task_ms
        often = one.failed >= _OFTEN and one.failed >= _OFTEN_SHARE * one.tasks
        if not one.failure and not often and (one.wasted < _LEAST_MS or share < _LEAST_SHARE):
            continue
        why = max(one.reasons, key=lambda reason: one.reasons[reason], default="")
        ended = f" The stage failed: {one.failure.splitlines()[0][:160]}" if one.failure else ""
        yield Seen(
            f"In stage {one.id} {many(one.failed, 'tasks')} failed and {many(one.succeeded, 'tasks')} succeeded; "
            f"{span(one.wasted)} of task time was thrown away ({percent(share)} of all). Most often: "
            f"{why[:200] or 'no reason is told'}." + ended,
            cost_ms=one.wasted / max(min(measured.cores, one.tasks), 1),
            place=measured.place(one, "python", "write", "scan"),
            stage=one.id,
            metrics={
                "failed_tasks": one.failed,
                "succeeded_tasks": one.succeeded,
                "wasted_ms": one.wasted,
                "reason": why[:200],
            },
            gain=Gain(
                one.wasted / max(min(measured.cores, one.tasks), 1) * 0.5,
                one.wasted / max(min(measured.cores, one.tasks), 1),
                "The wasted task time, spread over the cores that ran it.",
            ),
            level=Level.WARNING if often else None,
            remedies=(Remedy("Mend what the error names", why[:200] or "The log does not tell the reason."),),
            entity=f"failed:{one.name}",
        )

"""The application, or a job of it, ended in an error."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.runtime.run import Run
from headgate.finding import Level
from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Seen, run_rule
from headgate.rules.runs.speak import span
from headgate.rules.runs.subject import Measured

_MOST = 5


def _failed() -> Run:
    run = run_of(stage(1, [Task(90_000)] * 8, failed=4, failure="Job aborted due to stage failure"))
    run.jobs[1].succeeded = False
    run.jobs[1].error = "Job aborted due to stage failure: Task 3 failed 4 times"
    return run


@run_rule(
    instead_of=("failed-tasks",),
    examples=[fires(_failed), silent(lambda: run_of(stage(1, [Task(90_000)] * 8)))],
)
def failed_run(measured: Measured) -> Iterator[Seen]:
    """The application, or a job of it, ended in an error.

    ## Why it matters

    All that ran for the job until then was in vain, and what comes after it in the pipeline has nothing to read.

    ## Instead

    Mend the cause; the error is quoted. A job that is cancelled on purpose is none of this.

    ## When it stays silent

    All jobs succeeded, or were cancelled by the program.

    ## Fix

    None: the cause stands in the error.
    """
    found = 0
    for job in measured.run.jobs.values():
        if job.succeeded is not False or "cancelled" in job.error.lower() or "canceled" in job.error.lower():
            continue
        found += 1
        if found > _MOST:
            return
        stages = [one for one in measured.run.stages.values() if one.id in job.stages and one.tasks]
        failing = next((one for one in stages if one.failure), stages[-1] if stages else None)
        lost = sum(measured.task_time(one) for one in stages)
        error = job.error.splitlines()[0][:300] if job.error else "no error is told"
        yield Seen(
            f"Job {job.id} failed after {span(max(job.ended - job.submitted, 0))}: {error}",
            cost_ms=max(job.ended - job.submitted, 0),
            place=measured.place(failing, "python", "write", "join") if failing else None,
            stage=failing.id if failing else None,
            metrics={"job": job.id, "lost_task_ms": lost, "error": error},
            level=Level.WARNING,
            entity=f"job:{job.call_site}",
        )

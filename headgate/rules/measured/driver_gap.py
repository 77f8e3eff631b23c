"""The executors waited for the driver."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from headgate.facts.placed.code import Place
from headgate.facts.runtime.run import Job
from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import percent, span
from headgate.rules.runs.subject import Measured

_LEAST_MS = 5_000
_LEAST_SHARE = 0.15
_UNSEEN_MS = 30_000
"""Planning, loading classes and listing files leave gaps of some seconds in any run; what no code explains must be
longer."""
_MOST = 3
_FORMS = ("comprehension", "wait", "loop", "call")
"""Which of several is named, the last first: a call that is made stands where the work is asked for."""


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(9_000)] * 4), stage(2, [Task(9_000)] * 4, start=90_000))),
        silent(lambda: run_of(stage(1, [Task(9_000)] * 4), stage(2, [Task(9_000)] * 4, start=11_000))),
    ],
)
def driver_gap(measured: Measured) -> Iterator[Seen]:
    """The executors waited for the driver.

    ## Why it matters

    Between two jobs nothing runs: the driver computes in plain code, lists files, commits a write, plans a query of
    thousands of columns, or waits for a service. All cores are paid for and idle.

    ## Instead

    Move the work into Spark, or out of the application; start independent jobs from several threads; plan less by
    fewer, simpler DataFrames; commit by a committer for object stores.

    ## When it stays silent

    The gap is under 5 s or under 15 % of the run; under 30 s, unless a loop or a wait stands between the two actions;
    before the first job, while executors start; in streams, which wait
    for data by design; in shells and notebooks, where a person thinks.

    ## Fix

    None is made by machine.
    """
    run = measured.run
    if measured.streaming or measured.interactive or not run.jobs:
        return
    spans = measured.job_intervals
    end = run.ended if run.complete else (spans[-1][1] if spans else 0)
    gaps = [(a[1], b[0]) for a, b in pairwise(spans)]
    if spans and end > spans[-1][1]:
        gaps.append((spans[-1][1], end))
    whole = max(end - spans[0][0], 1)
    long = [
        (begin, until) for begin, until in gaps if until - begin >= _LEAST_MS and until - begin >= _LEAST_SHARE * whole
    ]
    for begin, until in sorted(long, key=lambda gap: gap[0] - gap[1])[:_MOST]:
        before = max((j for j in run.jobs.values() if j.ended <= begin), key=lambda j: j.ended, default=None)
        after = min((j for j in run.jobs.values() if j.submitted >= until), key=lambda j: j.submitted, default=None)
        gap = until - begin
        place, where = _between(measured, before, after, gap)
        if gap < _UNSEEN_MS and (place is None or place.how != "between"):
            continue
        yield Seen(
            f"For {span(gap)}, {percent(gap / whole)} of the run, no job ran{where}: {measured.cores} cores "
            "waited for the "
            "driver.",
            cost_ms=gap,
            place=place,
            metrics={
                "gap_ms": gap,
                "begins_ms": begin - run.start,
                "idle_core_ms": gap * measured.cores,
                "after_job": before.id if before else -1,
            },
            gain=Gain(0, gap * 0.9, "What the driver does there remains to be done, but not while the cluster waits."),
            remedies=(
                Remedy(
                    "Find out what the driver does there",
                    "Work on rows belongs into Spark; work on one row, out of the run.",
                ),
            ),
            entity=f"gap:{place.path if place else ''}",
        )


def _between(measured: Measured, before: Job | None, after: Job | None, gap: int) -> tuple[Place | None, str]:
    first, then = _place_of(measured, before), _place_of(measured, after)
    if first is None:
        return then, f" before line {then.line}" if then else ""
    said = f" after line {first.line}" + (f" and before line {then.line}" if then else "")
    program = measured.placed.program
    if program is not None and program.path == first.path:
        until = then.line if then is not None and then.path == first.path else 0
        busy = [
            one
            for one in program.busy
            if first.line < one.line
            and (one.line < until or until <= first.line)
            and (one.form != "comprehension" or gap >= 2 * _LEAST_MS)
        ]
        if busy:
            most = max(busy, key=lambda one: (_FORMS.index(one.form), one.end_line - one.line))
            return Place(first.path, most.line, most.end_line, "between"), said
    return Place(first.path, first.line, first.end_line, "action"), said


def _place_of(measured: Measured, job: Job | None) -> Place | None:
    if job is None:
        return None
    execution = measured.run.executions.get(job.execution) if job.execution is not None else None
    if execution is not None:
        return measured.placed.of_execution(execution)
    stages = [one for one in measured.run.stages.values() if one.job == job.id]
    return measured.placed.of_stage(stages[-1]) if stages else None

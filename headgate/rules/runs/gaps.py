"""Times in which no job ran, and the code between the two actions around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from headgate.facts.placed.code import Place
from headgate.facts.runtime.run import Job
from headgate.rules.runs.subject import Measured

_FORMS = ("comprehension", "building", "wait", "loop", "call")
"""Which of several is named, the last first: a call that is made stands where the work is asked for."""
_MANY_STEPS = 100
_SLOW_FORMS = ("comprehension", "building")
"""Forms that are quick as a rule, and explain a long gap only."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A time without a job. Milliseconds since 1970."""

    begin: int
    until: int
    first: bool = False
    """It lies before the first job."""

    @property
    def ms(self) -> int:
        return self.until - self.begin


def quiet_times(measured: Measured) -> Iterator[Quiet]:
    """All times without a job, that before the first and that after the last among them."""
    run, spans = measured.run, measured.job_intervals
    if not spans:
        return
    if run.started and run.started < spans[0][0]:
        yield Quiet(run.started, spans[0][0], first=True)
    for before, after in pairwise(spans):
        yield Quiet(before[1], after[0])
    if run.complete and run.ended > spans[-1][1]:
        yield Quiet(spans[-1][1], run.ended)


def code_between(measured: Measured, quiet: Quiet, long_ms: int) -> tuple[Place | None, str]:
    """The line of the code that may take the time, or of the action before it; and where that is, in words.

    What is quick as a rule explains a gap of `long_ms` and more.
    """
    jobs = measured.run.jobs.values()
    before = max((j for j in jobs if j.ended and j.ended <= quiet.begin), key=lambda j: j.ended, default=None)
    after = min((j for j in jobs if j.submitted >= quiet.until), key=lambda j: j.submitted, default=None)
    first, then = _place_of(measured, before), _place_of(measured, after)
    if first is None and then is None:
        return None, ""
    said = (f" after line {first.line}" if first else "") + (" and" if first and then else "")
    said += f" before line {then.line}" if then else ""
    program = measured.placed.program
    path = first.path if first is not None else (then.path if then is not None else "")
    if program is not None and program.path == path:
        begin = first.line if first is not None else 0
        until = then.line if then is not None and then.path == path else 0
        busy = [
            one
            for one in program.busy
            if begin < one.line
            and (one.line < until or until <= begin)
            and (one.form not in _SLOW_FORMS or quiet.ms >= long_ms)
            and (one.form != "building" or _large(then))
        ]
        if busy:
            most = max(busy, key=lambda one: (_FORMS.index(one.form), one.end_line - one.line))
            return Place(path, most.line, most.end_line, "between"), said
    return (Place(first.path, first.line, first.end_line, "action") if first is not None else then), said


def _large(then: Place | None) -> bool:
    """Whether the action that a plan was built for is made from many calls: a plan of a few is built at once."""
    return then is not None and then.action is not None and len(then.action.steps) >= _MANY_STEPS


def _place_of(measured: Measured, job: Job | None) -> Place | None:
    if job is None:
        return None
    execution = measured.run.executions.get(job.execution) if job.execution is not None else None
    if execution is not None:
        return measured.placed.of_execution(execution)
    stages = [stage for number in job.stages if (stage := measured.run.stages.get((number, 0))) is not None]
    return measured.placed.of_stage(stages[-1]) if stages else None

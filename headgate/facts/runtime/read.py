"""An event log read in one pass: lines that somebody asks about are decoded, the others pass by."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from headgate.errors import HeadgateError
from headgate.facts.runtime.events import number
from headgate.facts.runtime.fold import HANDLERS
from headgate.facts.runtime.lines import lines
from headgate.facts.runtime.log import Log, logs_at, several
from headgate.facts.runtime.run import Attempt, Run
from headgate.facts.runtime.task_event import task_end
from headgate.facts.runtime.tasks import fold
from headgate.gap import Gap, GapKind

_TASK_END = b'{"Event":"SparkListenerTaskEnd"'
_NAMED = re.compile(rb'^\s*\{\s*"Event"\s*:\s*"([^"]{1,200})"')
_NAMED_LATER = re.compile(rb'"Event"\s*:\s*"([^"]{1,200})"')
_LOOKED_AT = 4_096
_NAMES = {name.encode(): handler for name, handler in HANDLERS.items()}


def read_log(path: Path) -> Run:
    """The last attempt whose events lie at `path`; earlier ones are named in it.

    Raises:
        HeadgateError: nothing is there, it holds no events of Spark, or events of several applications.
    """
    logs = logs_at(path)
    runs = [_read(one) for one in logs]
    apps = sorted({one.id for one in runs if one.id})
    if len(apps) > 1:
        raise several(path, apps)
    last = runs[-1]
    last.attempts = tuple(Attempt(one.attempt, one.start, one.end, one.complete) for one in runs[:-1])
    if not any(one.events for one in runs):
        raise HeadgateError(f"{path} holds no events of Spark; name a file or a folder that its event log wrote.")
    return last


def _read(log: Log) -> Run:
    run = Run(log.name, attempt=log.attempt)
    trouble = _Trouble()
    for file in log.files:
        for line in lines(file, run.gaps):
            run.bytes += len(line) + 1
            if line.startswith(_TASK_END):
                _task(run, line, trouble)
            elif line:
                _other(run, line, trouble)
    for what, why, count in trouble.told():
        run.gaps.append(Gap(log.name, what.format(count), why, GapKind.UNPARSED))
    if run.events and not run.complete:
        run.gaps.append(
            Gap(log.name, "the end of the run", "the log stops before the application did", GapKind.UNREADABLE)
        )
    _settle(run)
    return run


class _Trouble:
    """Lines that could not be read, by why."""

    def __init__(self) -> None:
        self.broken = 0
        self.deep = 0
        self.foreign = 0

    def told(self) -> list[tuple[str, str, int]]:
        found = [
            ("{} lines", "they are no whole events; a log that is still written to ends in one", self.broken),
            ("{} events", "nested too deeply", self.deep),
        ]
        return [one for one in found if one[2]]


def _task(run: Run, line: bytes, trouble: _Trouble) -> None:
    try:
        event = task_end(line)
    except msgspec.DecodeError:
        trouble.broken += 1
        return
    run.events += 1
    fold(run, event)


def _other(run: Run, line: bytes, trouble: _Trouble) -> None:
    named = _NAMED.match(line) or _NAMED_LATER.search(line, 0, _LOOKED_AT)
    if named is None:
        trouble.broken += 1
        return
    run.events += 1
    if named[1] == b"SparkListenerTaskEnd":
        run.events -= 1
        _task(run, line, trouble)
        return
    handler = _NAMES.get(named[1])
    if handler is None:
        return
    try:
        event = msgspec.json.decode(line)
    except msgspec.DecodeError:
        trouble.broken += 1
        return
    except RecursionError:
        trouble.deep += 1
        return
    for name in ("Timestamp", "Submission Time", "Completion Time", "time"):
        if name in event:
            run.last_event = max(run.last_event, number(event, name))
    handler(run, event)


def _settle(run: Run) -> None:
    """What only the whole log tells: stages that never ran, jobs that an execution started without saying so."""
    for key in [key for key, stage in run.stages.items() if not stage.submitted and not stage.tasks]:
        del run.stages[key]
    if not run.started:
        run.started = run.timeline.start
    for stage in run.stages.values():
        job = run.jobs.get(stage.job) if stage.job is not None else None
        if stage.execution is None and job is not None:
            stage.execution = job.execution
    run.index()

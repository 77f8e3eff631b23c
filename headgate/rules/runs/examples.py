"""Small runs, put together by hand, on which rules are tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headgate.facts.runtime.operators import Metric, Operator
from headgate.facts.runtime.run import Execution, Executor, Job, Run
from headgate.facts.runtime.stage import LongTask, Stage
from headgate.rules.runs.registry import RunExample

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Task:
    """A task: milliseconds, bytes that it read, rows."""

    ms: int
    bytes: int = _MB
    records: int = 1_000
    executor: str = "1"
    late: int = 0
    """Milliseconds after the stage's start at which it was launched."""


def stage(number: int, tasks: Sequence[Task], *, start: int = 0, execution: int | None = 0, **sums: int | str) -> Stage:
    """A stage of `tasks` that starts `start` milliseconds into the run; `sums` are set as they are."""
    made = Stage(number, name=f"count at Job.scala:{number}", declared=len(tasks), job=number, execution=execution)
    made.first_launch = made.submitted = 1_000_000 + start
    for index, task in enumerate(tasks):
        made.ms.add(task.ms)
        made.bytes_in.add(task.bytes)
        made.records_in.add(task.records)
        made.sums.run += task.ms
        made.sums.cpu += task.ms
        made.sums.shuffle_read += task.bytes
        made.sums.shuffle_read_records += task.records
        launched = made.first_launch + task.late
        made.cpu.add(task.ms)
        kept = LongTask(task.ms, index, task.executor, "host", task.bytes, task.records, 0, 0, 0, launched, task.ms)
        made.keep_longest(kept)
        made.busiest = kept if made.busiest is None or task.ms > made.busiest.cpu else made.busiest
        made.executors[task.executor] = made.executors.get(task.executor, 0) + task.ms
        made.succeeded += 1
    for name, value in sums.items():
        setattr(made.sums if hasattr(made.sums, name) else made, name, value)
    longest = max((task.ms + task.late for task in tasks), default=0)
    made.last_finish = made.completed = made.first_launch + max(longest, made.sums.run // 4)
    return made


def operator(text: str, *children: Operator, **counted: int) -> Operator:
    """An operator that counted these numbers, by the metric's name with underscores; see `run_of`."""
    name = text.split(" ", 1)[0]
    metrics = tuple(
        Metric(key.replace("_", " "), _accumulator(text, key, value), "sum") for key, value in counted.items()
    )
    return Operator(name, text, children, metrics)


_COUNTED: dict[int, int] = {}


def _accumulator(text: str, key: str, value: int) -> int:
    number = hash((text, key, value)) & 0x7FFFFFFF
    _COUNTED[number] = value
    return number


def run_of(*stages: Stage, plan: Operator | None = None, seconds: float = 0, cores: int = 4, **settings: str) -> Run:
    """A run of `stages` one after the other, whose execution 0 has `plan`, all operators of which ran in all stages."""
    run = Run("example", id="app", name="example", spark_version="3.5.1", started=1_000_000, complete=True)
    run.executors["1"] = Executor("1", "host", cores, added=1_000_000)
    for one in stages:
        run.stages[one.id, one.attempt] = one
        run.jobs[one.id] = Job(one.id, one.started, one.ended, True, stages=(one.id,), execution=one.execution)
    run.ended = max([run.started + int(seconds * 1000), *(one.ended for one in stages)])
    run.last_event = run.ended
    run.settings = {name.replace("__", "."): value for name, value in settings.items()}
    if plan is not None:
        run.executions[0] = Execution(0, "count at Job.scala:1", "", run.started, run.ended, plan=plan)
        counted = {m.accumulator: _COUNTED[m.accumulator] for node in plan.walk() for m in node.metrics}
        for one in stages:
            one.accumulated = dict(counted)
        run.executions[0].driver_values = dict(counted)
    return run


def fires(run: Callable[[], Run]) -> RunExample:
    """A run in which the rule speaks."""
    return RunExample(run, True)


def silent(run: Callable[[], Run]) -> RunExample:
    """A near miss."""
    return RunExample(run, False)

"""A DataFrame was computed anew for each action on it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from headgate.facts.placed.code import Action, Place, Step
from headgate.facts.runtime.run import Execution, Run
from headgate.facts.runtime.stage import Stage
from headgate.rules.runs.examples import Task, fires, operator, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, span
from headgate.rules.runs.subject import Measured

_LEAST_MS = 1_500
_LEAST_SHARE = 0.15
_LEAST_ROWS = 20_000
_LEAST_BYTES = 2_000_000
_CHEAP = ("scan", "setting", "write", "sql", "limit")
_ID = re.compile(r"#\d+L?|plan_id=\d+|\[id=#?\d+\]")

_PARSED = ("csv", "json", "text", "xml", "textFile", "wholeTextFiles")

Key = tuple[str, int, str]
UnitKey = tuple[str, int]


def _twice(heavy: int, other: str = "HashAggregate [a]") -> Run:
    plan = operator("HashAggregate [a]", operator("Scan parquet", number_of_output_rows=9), number_of_output_rows=5)
    run = run_of(stage(1, [Task(heavy)] * 4), stage(2, [Task(heavy)] * 4, start=90_000, execution=1), plan=plan)
    again = operator(other, operator("Scan parquet", number_of_output_rows=9), number_of_output_rows=5)
    run.executions[1] = Execution(1, "count at Job.scala:2", "", 1_090_000, plan=again)
    run.stages[2, 0].accumulated = {m.accumulator: 5 for node in again.walk() for m in node.metrics}
    return run


@run_rule(
    examples=[
        fires(lambda: _twice(60_000)),
        silent(lambda: _twice(60_000, "SortAggregate [b]")),
        silent(lambda: _twice(100)),
    ],
)
def recomputed_frame(measured: Measured) -> Iterator[Seen]:
    """A DataFrame was computed anew for each action on it.

    ## Why it matters

    A DataFrame is a recipe. Each action follows it from the start: reads, joins and shuffles once more, though the
    result is the same.

    ## Instead

    `cache` or `persist` what several actions share, after the expensive steps and before the first action, and
    `unpersist` after the last; or write it once and read it back, which also survives a lost executor.

    ## When it stays silent

    What the actions share is only a read of files in columns, was kept, had under 20,000 rows and 2 MB, or took under
    1.5 s or 15 % of all task time beyond the first time.

    ## Fix

    None is made by machine: whether it fits in memory, the cluster decides.
    """
    if measured.streaming:
        return
    by_code = list(_by_code(measured))
    yield from by_code or _by_plan(measured)


def _by_code(measured: Measured) -> Iterator[Seen]:
    users: dict[Key, dict[UnitKey, Action]] = defaultdict(dict)
    steps: dict[Key, Step] = {}
    for unit, action in measured.placed.actions.items():
        for number, step in enumerate(() if action.reads else action.steps):
            if not _dear(step) or any(later.kind == "cache" for later in action.steps[number:]):
                continue
            key = (step.path, step.line, step.method)
            users[key][unit] = action
            steps.setdefault(key, step)
    groups: dict[frozenset[UnitKey], list[Key]] = defaultdict(list)
    for key, actions in users.items():
        if len({(one.path, one.line) for one in actions.values()}) > 1:
            groups[frozenset(actions)].append(key)
    said: set[UnitKey] = set()
    for units, keys in sorted(groups.items(), key=lambda one: -len(one[0])):
        if units & said:
            continue
        costs = [_cost(measured, unit, set(keys)) for unit in units]
        repeated = sum(costs) - max(costs)
        if repeated < _LEAST_MS or repeated / measured.task_ms < _LEAST_SHARE:
            continue
        said |= units
        # The last step that all share: what is to be kept is what it makes.
        order = [(s.path, s.line, s.method) for s in users[keys[0]][next(iter(units))].steps]
        top = steps[min(keys, key=order.index)]
        lines = sorted({one.line for one in users[keys[0]].values()})
        wall = repeated / measured.task_ms * measured.active_ms
        ids = [one.id for unit in sorted(units) for one in _stages_of(measured, unit) if one.tasks]
        at_lines = ", ".join(map(str, lines[:8]))
        yield _seen(
            measured, Place(top.path, top.line, top.end_line, "plan", top), len(units), repeated, wall,
            f"What `{top.method}` makes at line {top.line} was computed {many(len(units), 'times')}, for the actions "
            f"at lines {at_lines}", ids,
        )  # fmt: skip


def _dear(step: Step) -> bool:
    """Whether what a step makes is worth keeping: not a plain read, unless every row of it is parsed."""
    if step.kind == "scan":
        return step.method in _PARSED
    return step.kind not in _CHEAP


def _stages_of(measured: Measured, unit: UnitKey) -> list[Stage]:
    kind, number = unit
    if kind == "execution":
        return list(measured.run.stages_of(number))
    job = measured.run.jobs.get(number)
    found = [measured.run.stages.get((one, 0)) for one in (job.stages if job is not None else ())]
    return [one for one in found if one is not None]


def _cost(measured: Measured, unit: UnitKey, keys: set[Key]) -> int:
    """Task time of the stages that compute what is shared: those of its steps, and those that only read for it."""
    total = 0
    stages = _stages_of(measured, unit)
    few = sum(one.records_in.total for one in stages) < _LEAST_ROWS
    if unit[0] == "execution" and few and sum(one.bytes_in.total for one in stages) < _LEAST_BYTES:
        # So few rows are made again at once; what it took was starting processes.
        return 0
    for one in stages:
        # Stages of RDDs say which action ran them, and nothing of the steps.
        if unit[0] == "job" or any(_shares(step, keys) for step in _steps_in(measured, one)):
            total += measured.task_time(one)
    return total


def _shares(step: Step, keys: set[Key]) -> bool:
    return (step.path, step.line, step.method) in keys


def _steps_in(measured: Measured, stage: Stage) -> Iterator[Step]:
    place = measured.place(stage)
    if place is not None and place.step is not None:
        yield place.step
    execution = measured.execution(stage)
    for at in measured.placed.operators_in(stage) if execution is not None else ():
        found = measured.place_of(execution, at) if execution is not None else None
        if found is not None and found.step is not None:
            yield found.step


def _by_plan(measured: Measured) -> Iterator[Seen]:
    """Without the code: stages of different executions with the same operators."""
    alike: dict[tuple[str, ...], list[Stage]] = defaultdict(list)
    for one in measured.stages():
        texts = tuple(_ID.sub("", operator.text) for operator, _ in measured.placed.operators_in(one))
        if texts and one.attempt == 0 and one.execution is not None and any(_heavy(text) for text in texts):
            alike[texts].append(one)
    for stages in alike.values():
        executions = {one.execution for one in stages}
        repeated = sum(map(measured.task_time, stages)) - max(map(measured.task_time, stages))
        if len(executions) < 2 or repeated < _LEAST_MS or repeated / measured.task_ms < _LEAST_SHARE:
            continue
        wall = sum(sorted(one.wall for one in stages)[:-1])
        place = measured.place(stages[0])
        ids = [one.id for one in stages]
        yield _seen(
            measured, place, len(executions), repeated, wall,
            f"The same operators ran in {many(len(stages), 'stages')} of different executions "
            f"({', '.join(map(str, ids[:8]))})", ids,
        )  # fmt: skip


def _heavy(text: str) -> bool:
    return any(
        word in text for word in ("Join", "Aggregate", "Window", "Generate", "Python", "Sort", "Project", "Filter")
    )


def _seen(
    measured: Measured, place: Place | None, count: int, repeated: int, wall: float, said: str, stages: list[int]
) -> Seen:
    return Seen(
        f"{said}; beyond the first time that took {span(repeated)} of task time, "
        f"{percent(repeated / measured.task_ms)} of "
        "all.",
        cost_ms=wall,
        place=place,
        stage=stages[0] if stages else None,
        stages=tuple(stages),
        metrics={"times": count, "repeated_task_ms": repeated, "repeated_share": round(repeated / measured.task_ms, 3)},
        gain=Gain(
            wall * 0.5, wall * 0.95, "Computed once and kept, the other times are a read from memory or local disk."
        ),
        remedies=(
            Remedy(
                "Keep it before the first action",
                "Each later action then reads what the first one made.",
                code="frame = frame.persist()  # … actions …\nframe.unpersist()",
            ),
        ),
        entity=f"recomputed:{place.path if place else ''}",
    )

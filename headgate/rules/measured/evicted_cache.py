"""What was cached did not stay, and was computed again."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.placed.code import Place
from headgate.facts.placed.kinds import kind_of_operator
from headgate.facts.runtime.operators import Operator
from headgate.facts.runtime.run import Execution, Run
from headgate.rules.runs.examples import Task, fires, operator, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import percent, span
from headgate.rules.runs.subject import Measured

_LEAST_MS = 1_500
_LEAST_SHARE = 0.1


def _cached(again: bool) -> Run:
    below = operator("Exchange hashpartitioning(a, 8)", operator("Scan parquet"), records_read=9)
    plan = operator("HashAggregate [a]", operator("InMemoryTableScan [a]", below, number_of_output_rows=9))
    run = run_of(stage(1, [Task(30_000)] * 4), stage(2, [Task(30_000)] * 4, start=40_000, execution=1), plan=plan)
    run.executions[1] = Execution(1, "count at Job.scala:2", "", 1_040_000, plan=plan)
    counted = [m.accumulator for node in plan.walk() for m in node.metrics]
    kept = counted if again else counted[:1]
    run.stages[2, 0].accumulated = dict.fromkeys(kept, 9)
    return run


@run_rule(
    instead_of=("recomputed-frame",),
    examples=[fires(lambda: _cached(True)), silent(lambda: _cached(False))],
)
def evicted_cache(measured: Measured) -> Iterator[Seen]:
    """What was cached did not stay, and was computed again.

    ## Why it matters

    Blocks that do not fit in storage memory are dropped (MEMORY_ONLY) and made anew each time they are read: the
    cache takes memory from execution and saves nothing.

    ## Instead

    `persist(StorageLevel.MEMORY_AND_DISK)`, fewer columns and rows before the cache, more executors, or a write to
    storage and a read back.

    ## When it stays silent

    Later reads of the cache computed nothing below it, or took under 1.5 s or a tenth of all task time.

    ## Fix

    None is made by machine.
    """
    first: dict[str, int] = {}
    again: dict[str, list[int]] = {}
    for execution in sorted(measured.run.executions.values(), key=lambda one: one.started):
        for name in _caches(execution):
            if first.setdefault(name, execution.id) != execution.id:
                again.setdefault(name, []).append(execution.id)
    for name, executions in again.items():
        stages = []
        for number in executions:
            for one in measured.run.stages_of(number):
                found = measured.placed.operators_in(one)
                scans = {id(o) for o, _ in found if kind_of_operator(o.name) == "cache" and _name(o.text) == name}
                below = [o for o, above in found if any(id(over) in scans for over in above) and one.accumulated]
                # Operators below the cache that gave rows in this stage were run once more.
                if scans and any(_gave(one.accumulated, o) for o in below):
                    stages.append(one)
        cost = sum(one.wall for one in stages)
        share = sum(measured.share(one) for one in stages)
        if cost < _LEAST_MS or share < _LEAST_SHARE:
            continue
        yield Seen(
            f"What was cached was computed again, wholly or in part, in {len(stages)} later stages "
            f"({', '.join(str(one.id) for one in stages[:8])}): {span(cost)}, {percent(share)} of all task time.",
            cost_ms=cost,
            place=_pin(measured) or measured.place(stages[0], "cache"),
            stage=stages[0].id,
            stages=tuple(one.id for one in stages),
            metrics={
                "stages": len(stages),
                "stage_ms": cost,
                "storage_memory_bytes": max((e.memory for e in measured.run.executors.values()), default=0),
            },
            gain=Gain(cost * 0.3, cost * 0.9, "Read from memory or local disk, these stages would only have read."),
            remedies=(
                Remedy(
                    "Keep on disk what does not fit",
                    "Reading it back costs less than making it anew.",
                    code="frame.persist(StorageLevel.MEMORY_AND_DISK)",
                ),
            ),
            entity="cache",
        )


def _name(text: str) -> str:
    return text.partition("InMemoryRelation")[2][:400] or "cache"


def _caches(execution: Execution) -> set[str]:
    plan = execution.plan
    return {_name(o.text) for o in plan.walk() if kind_of_operator(o.name) == "cache"} if plan is not None else set()


def _gave(counted: dict[int, int], operator: Operator) -> bool:
    return any(counted.get(metric.accumulator, 0) > 0 for metric in operator.metrics)


def _pin(measured: Measured) -> Place | None:
    program = measured.placed.program
    pins = program.pins if program is not None else ()
    return Place(pins[0].path, pins[0].line, pins[0].end_line, "plan", pins[0]) if len(pins) == 1 else None

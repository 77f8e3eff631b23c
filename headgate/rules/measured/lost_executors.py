"""Executors were lost while they worked."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.runtime.run import Executor, Run
from headgate.finding import Level
from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, span
from headgate.rules.runs.subject import Measured

_WANTED = (
    "idle",
    "killed by driver",
    "decommission",
    "shutdown",
    "scal",
    "command by driver",
    "driver requested",
    "finished",
)
_MEMORY = ("memory", "oom", "137", "143", "physical")


def _lost(reason: str) -> Run:
    run = run_of(stage(1, [Task(90_000)] * 8))
    run.executors["2"] = Executor("2", "host", 4, added=1_000_000, removed=1_050_000, lost=reason, tasks=3)
    return run


@run_rule(
    examples=[
        fires(lambda: _lost("Container killed by YARN for exceeding physical memory limits. Exit code is 137")),
        silent(lambda: _lost("Executor killed by driver.")),
    ],
)
def lost_executors(measured: Measured) -> Iterator[Seen]:
    """Executors were lost while they worked.

    ## Why it matters

    With an executor go its running tasks, its cached blocks and, without an external shuffle service, the shuffle
    files that it wrote: whole stages are computed again.

    ## Instead

    Killed for memory: more `spark.executor.memoryOverhead` (Python and off-heap memory count there), smaller
    partitions. Lost heartbeats: look at garbage collection. Reclaimed machines: an external shuffle service or
    decommissioning with migration of blocks.

    ## When it stays silent

    Executors went because they were idle, or because the driver asked for it.

    ## Fix

    None is made by machine.
    """
    run = measured.run
    lost = [
        one
        for one in run.executors.values()
        if one.removed
        and one.lost
        and one.tasks
        and not any(word in one.lost.lower() for word in _WANTED)
        and (not run.complete or one.removed < run.ended - 500)
    ]
    if not lost:
        return
    reasons: dict[str, int] = {}
    for one in lost:
        reasons[one.lost[:160]] = reasons.get(one.lost[:160], 0) + 1
    why = max(reasons, key=lambda reason: reasons[reason])
    again = [one for one in run.stages.values() if one.attempt > 0]
    repeated = sum(measured.task_time(one) for one in again)
    failed = sum(one.wasted for one in run.stages.values() if any("lost" in r.lower() for r in one.reasons))
    memory = any(word in why.lower() for word in _MEMORY)
    busiest = max(again or measured.stages(), key=measured.task_time, default=None)
    were = "was" if len(lost) == 1 else "were"
    yield Seen(
        f"{many(len(lost), 'executors')} of {len(run.executors)} {were} lost while they worked, most often: {why}. "
        f"{many(len(again), 'stage attempts')} ran again for {span(repeated)} of task time.",
        cost_ms=(repeated + failed) / measured.cores,
        place=measured.place(busiest) if busiest is not None else None,
        stage=busiest.id if busiest is not None else None,
        metrics={
            "lost_executors": len(lost),
            "executors": len(run.executors),
            "repeated_stage_attempts": len(again),
            "repeated_task_ms": repeated,
            "reason": why,
        },
        remedies=(
            Remedy(
                "More memory beside the heap" if memory else "See why they went",
                why,
                {"spark.executor.memoryOverheadFactor": "0.2"} if memory else {},
            ),
        ),
        level=Level.WARNING if repeated or failed else None,
        entity="executors",
    )

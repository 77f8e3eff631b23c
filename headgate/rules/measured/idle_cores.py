"""Most of the cores that were held had nothing to do."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import percent
from headgate.rules.runs.subject import Measured

_BUSY = 0.3
_LEAST_CORE_MS = 2 * 3_600_000
"""Two core-hours."""


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(600_000)] * 40), cores=400, seconds=3_600)),
        silent(lambda: run_of(stage(1, [Task(600_000)] * 40), cores=4)),
        silent(lambda: run_of(stage(1, [Task(600)] * 2), cores=4, seconds=30)),
    ],
)
def idle_cores(measured: Measured) -> Iterator[Seen]:
    """Most of the cores that were held had nothing to do.

    ## Why it matters

    Cores are paid for by the hour, whether tasks run on them or not.

    ## Instead

    Fewer executors, or dynamic allocation with a short idle timeout; more and smaller tasks where a stage has fewer
    than there are cores; jobs that do not depend on each other side by side.

    ## When it stays silent

    Over 30 % of the core time was used, or under two core-hours were idle; in streams,
    shells and notebooks.

    ## Fix

    None is made by machine.
    """
    held = measured.run.core_ms
    idle = held - measured.run.task_ms
    if (
        measured.streaming
        or measured.interactive
        or held <= 0
        or idle < _LEAST_CORE_MS
        or measured.run.task_ms > _BUSY * held
    ):
        return
    used = measured.run.task_ms / held
    dynamic = measured.run.setting("spark.dynamicAllocation.enabled") == "true"
    settings = (
        {"spark.dynamicAllocation.executorIdleTimeout": "30s"}
        if dynamic
        else {"spark.dynamicAllocation.enabled": "true"}
    )
    yield Seen(
        f"{measured.cores} cores were held for {held / 3_600_000:,.1f} core-hours; tasks used {percent(used)} of them.",
        cost_ms=idle / measured.cores,
        metrics={
            "core_hours": round(held / 3_600_000, 3),
            "used_core_hours": round(measured.run.task_ms / 3_600_000, 3),
            "used_share": round(used, 3),
            "cores": measured.cores,
        },
        gain=Gain(0, 0, "The run ends no earlier; at the same length, fewer cores cost less."),
        remedies=(
            Remedy("Fewer cores, or as many as are needed at the time", f"{percent(1 - used)} of them idle.", settings),
        ),
        entity="cores",
    )

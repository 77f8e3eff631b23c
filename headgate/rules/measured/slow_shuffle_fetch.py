"""Tasks waited for the blocks of other executors."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import percent, size, span
from headgate.rules.runs.subject import Measured

_LEAST_SHARE = 0.25
_LEAST_MS = 5_000
_LEAST_OF_RUN = 0.05


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(60_000)] * 8, fetch_wait=200_000))),
        silent(lambda: run_of(stage(1, [Task(60_000)] * 8, fetch_wait=20_000))),
    ],
)
def slow_shuffle_fetch(measured: Measured) -> Iterator[Seen]:
    """Tasks waited for the blocks of other executors.

    ## Why it matters

    A reducer gathers its partition from all that wrote it. Where that takes long, the network or the disks of the
    writers are the limit, or the blocks are so many and small that requests are.

    ## Instead

    Shuffle less: aggregate, filter and choose columns before; broadcast small sides. Larger and fewer partitions; a
    shuffle service; disks that are local and fast.

    ## When it stays silent

    Under a quarter of the stage's task time, under 5 s in sum, or under 5 % of all task time.

    ## Fix

    None is made by machine.
    """
    for one in measured.stages():
        wait = one.sums.fetch_wait
        share = wait / max(one.sums.run, 1)
        if wait < _LEAST_MS or share < _LEAST_SHARE or wait / measured.task_ms < _LEAST_OF_RUN:
            continue
        yield Seen(
            f"Tasks of stage {one.id} waited {span(wait)} for shuffle blocks, {percent(share)} of their time, to read "
            f"{size(one.sums.shuffle_read)}, {size(one.sums.shuffle_remote)} of it from other machines.",
            cost_ms=one.wall * share,
            place=measured.place(one, "join", "aggregate", "window", "exchange"),
            stage=one.id,
            metrics={
                "fetch_wait_ms": wait,
                "run_ms": one.sums.run,
                "shuffle_read_bytes": one.sums.shuffle_read,
                "remote_bytes": one.sums.shuffle_remote,
            },
            gain=Gain(0, one.wall * share * 0.7, "The part of the stage in which its tasks only waited."),
            remedies=(
                Remedy(
                    "Fewer, larger requests",
                    "Each reducer asks several writers at a time.",
                    {"spark.reducer.maxSizeInFlight": "96m", "spark.shuffle.file.buffer": "1m"},
                ),
            ),
            entity=f"fetch:{one.name}",
        )

"""Tasks had so much data each that few of them make the stage."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, size, span
from headgate.rules.runs.subject import Measured

_HUGE = 1_000_000_000
_LONG_MS = 5 * 60_000
_LEAST_SHARE = 0.1
_GOOD = 200_000_000


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(900_000, 4_000_000_000)] * 20), cores=16)),
        silent(lambda: run_of(stage(1, [Task(90_000, 400_000_000)] * 20), cores=16)),
    ],
)
def huge_tasks(measured: Measured) -> Iterator[Seen]:
    """Tasks had so much data each that few of them make the stage.

    ## Why it matters

    A task of gigabytes spills, is lost whole when it fails, and leaves cores idle when the last ones end. Adaptive
    execution merges small partitions; it does not cut large ones of an aggregation.

    ## Instead

    More partitions: `spark.sql.shuffle.partitions` so that each has 100 to 200 MB, smaller
    `spark.sql.files.maxPartitionBytes`, files that can be split.

    ## When it stays silent

    The median task read under 1 GB or ran under 5 minutes, or the stage took under a tenth of the time in which jobs
    ran.

    ## Fix

    None is made by machine.
    """
    for one in measured.stages():
        median = one.bytes_in.median
        if median < _HUGE or one.ms.median < _LONG_MS or measured.wall_share(one.wall) < _LEAST_SHARE:
            continue
        enough = max(round(one.bytes_in.total / _GOOD), one.succeeded)
        shuffled = one.sums.shuffle_read > one.sums.input
        key = "spark.sql.shuffle.partitions" if shuffled else "spark.sql.files.maxPartitionBytes"
        waves = one.succeeded / measured.cores
        idle = (1 - waves / max(round(waves + 0.4999), 1)) * one.wall
        yield Seen(
            f"Each of {many(one.succeeded, 'tasks')} of stage {one.id} read {size(median)} (median) and took "
            f"{span(one.ms.median)}.",
            cost_ms=one.wall,
            place=measured.place(one, "exchange", "scan", "join", "aggregate"),
            stage=one.id,
            metrics={
                "median_task_bytes": round(median),
                "median_task_ms": round(one.ms.median),
                "tasks": one.succeeded,
                "disk_spilled_bytes": one.sums.disk_spilled,
                "partitions_that_are_enough": enough,
            },
            gain=Gain(0, max(idle, one.wall * 0.2), "Cores that idle in the last wave, and what was spilled."),
            remedies=(
                Remedy(
                    f"{many(enough, 'partitions')}",
                    f"{size(_GOOD)} each.",
                    {key: str(enough) if shuffled else "128m"},
                ),
            ),
            entity=f"huge:{one.name}",
        )

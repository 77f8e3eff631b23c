"""A stage did not fit in memory and spilled to disk."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.runtime.stage import Stage
from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, size, span
from headgate.rules.runs.subject import Measured

_LEAST_BYTES = 8_000_000
_LEAST_SHARE = 0.05
_GOOD_PARTITION = 128 << 20


@run_rule(
    examples=[
        fires(
            lambda: run_of(
                stage(1, [Task(60_000, 900_000_000)] * 8, disk_spilled=38_000_000_000, memory_spilled=90_000_000_000)
            )
        ),
        silent(lambda: run_of(stage(1, [Task(60_000, 900_000_000)] * 8, disk_spilled=1_000_000))),
        silent(
            lambda: run_of(
                stage(1, [Task(600_000, 900_000_000)] * 8), stage(2, [Task(900)] * 4, disk_spilled=38_000_000)
            )
        ),
    ],
)
def memory_spill(measured: Measured) -> Iterator[Seen]:
    """A stage did not fit in memory and spilled to disk.

    ## Why it matters

    Rows that a sort, a join or an aggregation cannot hold are sorted, serialised, written to local disk and read
    again. It costs disk, time and garbage collection, and is the last step before a task fails for want of memory.

    ## Instead

    Smaller partitions (more of them), fewer columns and rows before the operator, or more memory for each core. Where
    one partition alone spills, the key is skewed.

    ## When it stays silent

    Under 8 MB went to disk, or the stage took under 5 % of the time of all tasks.

    ## Fix

    None is made by machine; the number of partitions that fits is told.
    """
    for one in measured.stages():
        if one.sums.disk_spilled < _LEAST_BYTES or measured.share(one) < _LEAST_SHARE:
            continue
        cost = one.wall * min(one.sums.disk_spilled / max(one.sums.disk_spilled + _moved(one), 1) + 0.2, 1.0)
        tasks = max(one.succeeded, 1)
        yield Seen(
            f"Stage {one.id} spilled {size(one.sums.disk_spilled)} to disk ({size(one.sums.memory_spilled)} in memory) "
            f"in {many(tasks, 'tasks')}; it took {span(one.wall)}, {percent(measured.share(one))} of the time "
            "of all tasks.",
            cost_ms=cost,
            place=measured.place(one, "sort", "window", "join", "aggregate", "exchange"),
            stage=one.id,
            metrics={
                "disk_spilled_bytes": one.sums.disk_spilled,
                "memory_spilled_bytes": one.sums.memory_spilled,
                "largest_task_spilled_bytes": max((task.spilled for task in one.longest), default=0),
                "peak_execution_memory_bytes": one.peak_memory,
                "tasks": tasks,
                "stage_ms": one.wall,
            },
            gain=Gain(
                0,
                cost * 0.6,
                f"{size(one.sums.disk_spilled)} are written and read once more; the sort itself remains, so at most "
                "some half of what the stage spends on them can be saved.",
            ),
            remedies=_remedies(measured, one),
            entity=f"spill:{one.name}",
        )


def _moved(stage: Stage) -> int:
    return stage.sums.shuffle_read + stage.sums.input


def _remedies(measured: Measured, stage: Stage) -> tuple[Remedy, ...]:
    memory = stage.sums.memory_spilled + stage.peak_memory
    needed = max(stage.declared, stage.succeeded, 1) * max(memory / max(stage.succeeded, 1) / _GOOD_PARTITION, 2)
    partitions = min(max(int(needed), 2 * measured.cores), 20_000)
    found = []
    if stage.sums.shuffle_read:
        found.append(
            Remedy(
                f"{partitions} shuffle partitions in place of {max(stage.succeeded, 1)}",
                f"Unpacked, a task held {size(memory / max(stage.succeeded, 1))}; {size(_GOOD_PARTITION)} each fit in "
                "the memory of a core as a rule.",
                {
                    "spark.sql.shuffle.partitions": str(partitions),
                    "spark.sql.adaptive.advisoryPartitionSizeInBytes": "64m",
                },
            )
        )
    elif stage.sums.input:
        found.append(
            Remedy(
                "Smaller input splits",
                "The stage reads files and sorts what it reads; splits of half the size need half the memory.",
                {"spark.sql.files.maxPartitionBytes": "64m"},
            )
        )
    found.append(
        Remedy(
            "More memory for each core",
            "The same cores with more memory, or fewer cores for each executor, if the partitions cannot be smaller.",
        )
    )
    return tuple(found)

"""A stage was cut into many tasks that have next to nothing to do."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, size, span
from headgate.rules.runs.subject import Measured

_LEAST_TASKS = 100
_WAVES = 8
_SHORT_MS = 200
_SMALL = 1_000_000
_LEAST_MS = 1_000
_LEAST_SHARE = 0.05
_LEAST_OVERHEAD = 0.15


def tiny(measured: Measured, *, shuffled: bool) -> Iterator[Seen]:
    """Stages of tiny tasks: those that read shuffles of the default number of partitions, or the others."""
    for one in measured.stages():
        if one.succeeded < max(_LEAST_TASKS, _WAVES * measured.cores):
            continue
        if (
            one.ms.median > _SHORT_MS
            or one.bytes_in.mean > _SMALL
            or (one.sums.output_records and one.bytes_out.mean > _SMALL)
        ):
            continue
        if one.wall < _LEAST_MS or measured.wall_share(one.wall) < _LEAST_SHARE:
            continue
        by_setting = bool(one.sums.shuffle_read) and not _asked_for(measured, one.id)
        if by_setting != shuffled:
            continue
        overhead = one.sums.overhead / max(measured.task_time(one), 1)
        if overhead < _LEAST_OVERHEAD:
            continue
        data = one.sums.shuffle_read + one.sums.input
        enough = max(measured.cores, round(data / (64 << 20)), 1)
        saved = one.wall * max(1 - enough / one.succeeded, 0)
        yield Seen(
            f"Stage {one.id} ran {many(one.succeeded, 'tasks')} of {span(one.ms.median)} (median) on "
            f"{size(data)} in all, "
            f"{size(data / one.succeeded)} each; {percent(overhead)} of its task time went to starting and "
            "ending them.",
            cost_ms=one.wall,
            place=measured.place(one, "exchange", "aggregate", "join", "window")
            if shuffled
            else measured.place(one, "exchange", "scan"),
            stage=one.id,
            metrics={
                "tasks": one.succeeded,
                "median_task_ms": round(one.ms.median),
                "bytes": data,
                "bytes_per_task": round(data / one.succeeded),
                "overhead_share": round(overhead, 3),
                "stage_ms": one.wall,
                "partitions_that_are_enough": enough,
            },
            gain=Gain(
                saved * overhead * 0.5,
                saved,
                f"{many(enough, 'tasks')} do the same work; what starting {many(one.succeeded - enough, 'more')} costs "
                "is saved.",
            ),
            remedies=(_remedy(measured, shuffled, enough),),
            entity=f"tiny:{one.name}",
        )


def _asked_for(measured: Measured, stage: int) -> bool:
    """Whether the program asked for the partitions by `repartition`."""
    for one in measured.run.stages.values():
        if one.id == stage:
            exchanges = measured.operators(one, "exchange")
            texts = " ".join(operator.text for operator, _ in exchanges)
            return "RoundRobin" in texts or "REPARTITION_BY_NUM" in texts or "repartition at" in one.name
    return False


def _remedy(measured: Measured, shuffled: bool, enough: int) -> Remedy:
    if not shuffled:
        return Remedy(
            f"{enough} partitions",
            "Take out the repartition, or ask for as many partitions as there are cores; merge small input files.",
            {"spark.sql.files.openCostInBytes": "8m"},
        )
    if measured.run.setting("spark.sql.adaptive.enabled", "true") == "false":
        return Remedy(
            "Let adaptive execution merge small partitions",
            "It looks at what was shuffled and merges partitions up to the advised size.",
            {"spark.sql.adaptive.enabled": "true", "spark.sql.adaptive.coalescePartitions.enabled": "true"},
        )
    return Remedy(
        f"{enough} shuffle partitions",
        "As many as there are cores, or one for each 64 MB.",
        {"spark.sql.shuffle.partitions": str(enough)},
    )


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(9, 2_000)] * 1_200, shuffle_read=0, input=2_400_000, overhead=9_000))),
        silent(lambda: run_of(stage(1, [Task(900, 2_000)] * 1_200, shuffle_read=0, input=2_400_000))),
        silent(lambda: run_of(stage(1, [Task(9, 2_000)] * 40, shuffle_read=0, input=80_000))),
    ],
)
def tiny_tasks(measured: Measured) -> Iterator[Seen]:
    """A stage was cut into many tasks that have next to nothing to do.

    ## Why it matters

    Each task costs some milliseconds of scheduling, serialising and reporting, on the driver and on the executor.
    Thousands of tasks of a few milliseconds are that cost and little else.

    ## Instead

    As many partitions as there are cores, or one for each 64 to 128 MB: take out a `repartition`, merge small input
    files, or `coalesce` what a filter has left.

    ## When it stays silent

    Fewer than a hundred tasks or eight for each core, a median over 200 ms, over 1 MB for each task, under 1 s or 5 %
    of the time in which jobs ran, or under 15 % of the task time was overhead. Partitions of a
    shuffle are told by measured/too-many-shuffle-partitions.

    ## Fix

    None is made by machine.
    """
    yield from tiny(measured, shuffled=False)

"""One task of a stage got far more data than the others."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.runtime.stage import LongTask, Stage
from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.joins import moved_sides
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, size, span, times
from headgate.rules.runs.subject import Measured

_LONGER = 3.0
_LONGER_OF_TWO = 5.0
_MORE = 3.0
_MUCH_MORE = 10.0
_LONGER_OF_MUCH = 2.0
"""Where a task has ten times the data, twice the time is enough: it does not take ten times as long by luck."""
_LEAST_MS = 500
_LEAST_SHARE = 0.05
_SENDABLE = 500_000_000


def _even() -> list[Task]:
    return [Task(900, 40_000_000, 100_000) for _ in range(11)]


@run_rule(
    instead_of=("small-side-sorted", "straggler"),
    examples=[
        fires(lambda: run_of(stage(1, [*_even(), Task(60_000, 4_000_000_000, 9_000_000)]))),
        silent(lambda: run_of(stage(1, [*_even(), Task(2_000, 80_000_000, 200_000)]))),
        silent(lambda: run_of(stage(1, [*_even(), Task(60_000, 40_000_000, 100_000)]))),
    ],
)
def skewed_stage(measured: Measured) -> Iterator[Seen]:
    """One task of a stage got far more data than the others.

    ## Why it matters

    A stage ends with its last task. While one task works through the rows of one key, the other cores wait, and more
    cores do not help. The same task is the one that spills and that runs out of memory first.

    ## Instead

    Broadcast the smaller side if it fits; else let adaptive execution split the partition
    (`spark.sql.adaptive.skewJoin.enabled`), salt the key, or treat the few large keys on their own. An aggregation
    that can be done in two steps is salted and then summed up.

    ## When it stays silent

    The longest task takes less than three times the median, in time and in CPU time (twice, where it read ten times as
    much), or read no more than three times the median's bytes and rows (then it is slow for another reason), or the
    wait is under half a second and under 5 % of the time in which jobs ran.

    ## Fix

    None is made by machine: which keys are large, and whether they mean something, the log does not tell.
    """
    for one in measured.stages():
        seen = _seen(measured, one)
        if seen is not None:
            yield seen


def _seen(measured: Measured, stage: Stage) -> Seen | None:
    if stage.succeeded < 2 or not stage.longest:
        return None
    longest, median = stage.longest[0], stage.ms.median
    wait = longest.ms - max(median, (stage.ms.total - longest.ms) / (stage.succeeded - 1))
    share_of_run = measured.wall_share(wait)
    if longest.ms < _least(stage, longest) * max(median, 1):
        # On a machine that others keep busy all tasks are long; CPU time still tells them apart.
        busiest = stage.busiest
        if busiest is None or busiest.cpu < _least(stage, busiest) * max(stage.cpu.median, 1):
            return None
        longest, share_of_run = busiest, (busiest.cpu - stage.cpu.median) / measured.cpu_ms
        wait = max(min(busiest.cpu - stage.cpu.median, busiest.ms), busiest.ms - median)
    if wait < _LEAST_MS or share_of_run < _LEAST_SHARE or _more(stage, longest) < _MORE:
        return None
    bytes_ratio = longest.bytes / max(stage.bytes_in.median, 1)
    balanced = max(stage.ms.total / min(measured.cores, stage.succeeded), median)
    of_rows, of_bytes = longest.records / max(stage.records_in.total, 1), longest.bytes / max(stage.bytes_in.total, 1)
    share, what = max((of_rows, "rows"), (of_bytes, "bytes"))
    return Seen(
        f"In stage {stage.id} one of {many(stage.succeeded, 'tasks')} took {span(longest.ms)}, the median "
        f"{span(median)}: it read {size(longest.bytes)} and {many(longest.records, 'rows')}, "
        f"{percent(share)} of the stage's {what}, the median task {size(stage.bytes_in.median)}.",
        cost_ms=wait,
        place=measured.place(stage, "join", "window", "aggregate", "python", "exchange"),
        stage=stage.id,
        metrics={
            "longest_task_ms": longest.ms,
            "median_task_ms": round(median),
            "longest_task_bytes": longest.bytes,
            "median_task_bytes": round(stage.bytes_in.median),
            "longest_task_rows": longest.records,
            "median_task_rows": round(stage.records_in.median),
            "tasks": stage.succeeded,
            "skew_in_time": round(longest.ms / max(median, 1), 1),
            "skew_in_bytes": round(bytes_ratio, 1),
        },
        gain=Gain(
            max(longest.ms - balanced, 0) * 0.5,
            max(longest.ms - balanced, 0),
            f"The stage lasted at least as long as this task, {span(longest.ms)}; its work spread evenly over "
            f"{min(measured.cores, stage.succeeded)} cores takes {span(balanced)}.",
        ),
        remedies=_remedies(measured, stage, share, times(longest.ms / max(median, 1))),
        entity=f"skew:{stage.name}",
    )


def _more(stage: Stage, task: LongTask) -> float:
    """How many times the median's bytes or rows a task read, whichever is more; small numbers of them tell nothing."""
    by_bytes = task.bytes / max(stage.bytes_in.median, 1) if task.bytes > 10_000 else 0.0
    by_rows = task.records / max(stage.records_in.median, 1) if task.records > 1_000 else 0.0
    return max(by_bytes, by_rows)


def _least(stage: Stage, task: LongTask) -> float:
    """How many times the median's time a task must take."""
    if stage.succeeded == 2 and not stage.sums.shuffle_read:
        # Two splits of a file are rarely equal, and nobody's fault.
        return _LONGER_OF_TWO
    return _LONGER if _more(stage, task) < _MUCH_MORE else _LONGER_OF_MUCH


def _broadcast(measured: Measured, stage: Stage) -> Remedy | None:
    """To send the smaller side to all executors, where it is not known to be too large."""
    execution = measured.execution(stage)
    if execution is None:
        return None
    joins = [one for one, _ in measured.operators(stage, "join")]
    sides = [moved_sides(measured, execution, join) for join in joins]
    known = [min(pair) for pair in sides if pair is not None]
    if known and min(known) > _SENDABLE:
        return None
    told = f"It has {size(min(known))}; then" if known else "If it fits in memory,"
    return Remedy(
        "Broadcast the smaller side",
        f"{told} nothing is moved by the key at all.",
        code="large.join(F.broadcast(small), …)",
    )


def _remedies(measured: Measured, stage: Stage, share: float, ratio: str) -> tuple[Remedy, ...]:
    found: list[Remedy] = []
    joins = [one for one, _ in measured.operators(stage, "join")]
    partition = stage.longest[0].bytes
    threshold = max(partition // 4, 1 << 20)
    if joins:
        setting = measured.run.setting
        if setting("spark.sql.adaptive.skewJoin.enabled", "true") == "false" or partition < 256 << 20:
            found.append(
                Remedy(
                    "Let adaptive execution split the large partition",
                    f"The largest partition has {size(partition)}; it is split where it is over the threshold and over "
                    "the factor times the median.",
                    {
                        "spark.sql.adaptive.enabled": "true",
                        "spark.sql.adaptive.skewJoin.enabled": "true",
                        "spark.sql.adaptive.skewJoin.skewedPartitionFactor": "3",
                        "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes": f"{threshold}b",
                    },
                )
            )
        broadcast = _broadcast(measured, stage)
        found[:0] = [broadcast] if broadcast is not None else []
    if share > 0.3 and joins:
        found.append(
            Remedy(
                "Join the few large keys on their own",
                f"One key, or few, hold {percent(share)} of the data: broadcast their rows of the other side, "
                "and union.",
            )
        )
    salts = max(round(share * stage.succeeded), 2)
    other = f"  # and the other side once for each of 0..{salts - 1}" if joins else "  # group by both, then by the key"
    found.append(
        Remedy(
            "Salt the key",
            f"The longest task takes {ratio} the median and has {percent(share)} of the data; {salts} salts or more "
            "make its part as large as the others.",
            code=f"df.withColumn('salt', (F.rand() * {salts}).cast('int')){other}",
        )
    )
    return tuple(found)

"""A long stage had fewer tasks than there were cores."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, size, span
from headgate.rules.runs.subject import Measured

_LEAST_MS = 2_000
_LEAST_SHARE = 0.2
_LEAST_ROWS = 10_000
_LEAST_BYTES = 10_000_000


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(90_000, 4_000_000_000, 9_000_000)]), cores=16)),
        silent(lambda: run_of(stage(1, [Task(90_000, 4_000_000_000, 9_000_000)] * 16), cores=16)),
        silent(lambda: run_of(stage(1, [Task(900)]), cores=16)),
    ],
)
def too_few_tasks(measured: Measured) -> Iterator[Seen]:
    """A long stage had fewer tasks than there were cores.

    ## Why it matters

    Cores without a task are paid for and wait. The usual reasons are `coalesce(1)` or `repartition(1)` before a write,
    which pull all work since the last shuffle into one task, files that cannot be split (gzip, a single row group,
    multi-line JSON), and a number of partitions from a smaller cluster.

    ## Instead

    `repartition` in place of `coalesce`, so that the work before it stays parallel; files that can be split;
    as many partitions as cores at least.

    ## When it stays silent

    The stage took under 2 s or under a fifth of the time in which jobs ran, other stages kept most of the idle cores
    busy, or its one task had too little data to share (under 10,000 rows and 10 MB).

    ## Fix

    None is made by machine.
    """
    for one in measured.stages():
        tasks, cores = one.succeeded, measured.cores
        if not tasks or tasks * 2 > cores or one.wall < _LEAST_MS or measured.wall_share(one.wall) < _LEAST_SHARE:
            continue
        rows = max(one.records_in.total, one.sums.output_records)
        if rows < _LEAST_ROWS and one.bytes_in.total < _LEAST_BYTES and not measured.operators(one, "python"):
            continue
        if measured.run.timeline.cores(one.started, one.ended) > cores * 0.75:
            continue
        busy = min(cores, max(round(one.records_in.total / 10_000), 2))
        saved = one.wall * (1 - tasks / busy) if busy > tasks else 0
        place = measured.place(one, "coalesce", "exchange", "write", "aggregate", "python", "scan")
        yield Seen(
            f"Stage {one.id} took {span(one.wall)} ({percent(measured.wall_share(one.wall))} of the time in which jobs "
            f"ran) in {many(tasks, 'tasks')} while {cores} cores were there; it read "
            f"{size(one.bytes_in.total)} and {many(one.records_in.total, 'rows')}.",
            cost_ms=one.wall * (1 - tasks / cores),
            place=place,
            stage=one.id,
            metrics={
                "tasks": tasks,
                "cores": cores,
                "stage_ms": one.wall,
                "bytes": round(one.bytes_in.total),
                "rows": round(one.records_in.total),
                "idle_core_ms": one.wall * (cores - tasks),
            },
            gain=Gain(
                saved * 0.5,
                saved,
                f"The same work in {busy} tasks takes {span(one.wall * tasks / busy)} at best; moving the rows costs "
                "some of it.",
            ),
            remedies=(
                Remedy(
                    f"At least {cores} partitions before the work",
                    "`repartition(n)` adds a shuffle and keeps the work before it parallel; `coalesce(n)` does not.",
                    code=f"df.repartition({cores})",
                ),
            ),
            entity=f"few:{one.name}",
        )

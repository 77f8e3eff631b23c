"""A window over all rows was computed by one task."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.rules.runs.examples import Task, fires, operator, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, span
from headgate.rules.runs.subject import Measured

_LEAST_MS = 1_000
_LEAST_SHARE = 0.1


def _window(rows: int) -> object:
    scan = operator("Scan parquet", number_of_output_rows=rows)
    exchange = operator("Exchange SinglePartition, ENSURE_REQUIREMENTS", scan, shuffle_records_written=rows)
    return operator("Window [row_number() windowspecdefinition(amount DESC)]", exchange, spill_size=0)


@run_rule(
    instead_of=("too-few-tasks", "skewed-stage", "memory-spill", "garbage-collection"),
    examples=[
        fires(lambda: run_of(stage(1, [Task(90_000, 900_000_000, 9_000_000)]), plan=_window(9_000_000))),  # type: ignore[arg-type]
        silent(lambda: run_of(stage(1, [Task(200, 900, 90)]), plan=_window(90))),  # type: ignore[arg-type]
        silent(lambda: run_of(stage(1, [Task(90_000, 900_000_000, 9_000_000)]))),
    ],
)
def window_without_partition(measured: Measured) -> Iterator[Seen]:
    """A window over all rows was computed by one task.

    ## Why it matters

    Without PARTITION BY all rows go to one task of one executor, which sorts them. More machines do not help, and once
    the rows outgrow one task's memory it spills and then fails.

    ## Instead

    Partition the window by what the question is about. For a running number use `monotonically_increasing_id` or
    `zipWithIndex`; for the first few rows of all use `orderBy` and `limit`; for a rank of everything, rank within
    ranges of the key and add the sizes of those before.

    ## When it stays silent

    The stage took under 1 s or under a tenth of the time in which jobs ran.

    ## Fix

    None: what the window should be about, only its author knows.
    """
    for one in measured.stages():
        if one.succeeded != 1 or one.wall < _LEAST_MS or measured.wall_share(one.wall) < _LEAST_SHARE:
            continue
        windows = measured.operators(one, "window")
        if not windows or not any("SinglePartition" in below.text for w, _ in windows for below in w.walk()):
            continue
        rows = one.records_in.total
        yield Seen(
            f"The window in stage {one.id} has no PARTITION BY: one task took all {many(rows, 'rows')} and "
            f"{span(one.wall)}, {percent(measured.wall_share(one.wall))} of the time in which jobs ran.",
            cost_ms=one.wall,
            place=measured.place(one, "window"),
            stage=one.id,
            metrics={
                "rows": round(rows),
                "tasks": 1,
                "stage_ms": one.wall,
                "disk_spilled_bytes": one.sums.disk_spilled,
            },
            gain=Gain(
                one.wall * 0.3,
                one.wall * (1 - 1 / measured.cores),
                f"One of {measured.cores} cores works; with keys to part it by, all could.",
            ),
            remedies=(Remedy("A PARTITION BY in the window", "Then each key's rows are sorted apart, on all cores."),),
            entity=f"window:{one.name}",
        )

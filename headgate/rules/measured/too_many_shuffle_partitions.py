"""A shuffle was cut into far more partitions than its data need."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.rules.measured.tiny_tasks import tiny
from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Seen, run_rule
from headgate.rules.runs.subject import Measured


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(9, 2_000)] * 1_000, overhead=9_000))),
        silent(lambda: run_of(stage(1, [Task(9_000, 90_000_000)] * 1_000))),
        silent(lambda: run_of(stage(1, [Task(9, 2_000)] * 1_000, shuffle_read=0, input=2_000_000, overhead=9_000))),
    ],
)
def too_many_shuffle_partitions(measured: Measured) -> Iterator[Seen]:
    """A shuffle was cut into far more partitions than its data need.

    ## Why it matters

    Every partition of a shuffle is a task on the one side and a block of every task on the other: with a thousand
    partitions of some kilobytes the run schedules tasks and opens blocks, and hardly works.

    ## Instead

    Leave adaptive execution on, which merges small partitions, or set `spark.sql.shuffle.partitions` to what the data
    need: one for each core, or for each 64 MB.

    ## When it stays silent

    Fewer than a hundred tasks or eight for each core, a median over 200 ms, over 1 MB for each task, under 1 s or 5 %
    of the time in which jobs ran, or under 15 % of the task time was overhead.

    ## Fix

    None is made by machine: one setting serves all shuffles of a program.
    """
    yield from tiny(measured, shuffled=True)

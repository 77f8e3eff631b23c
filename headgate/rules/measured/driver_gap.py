"""The executors waited for the driver."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.gaps import code_between, quiet_times
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import percent, span
from headgate.rules.runs.subject import Measured

_LEAST_MS = 5_000
_LEAST_SHARE = 0.15
_UNSEEN_MS = 30_000
"""Planning, loading classes and listing files leave gaps of some seconds in any run; what no code explains must be
longer."""
_LEAST_SHARE_BEFORE = 0.4
_BEFORE_MS = 20_000
_MOST = 3


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(9_000)] * 4), stage(2, [Task(9_000)] * 4, start=90_000))),
        silent(lambda: run_of(stage(1, [Task(9_000)] * 4), stage(2, [Task(9_000)] * 4, start=11_000))),
    ],
)
def driver_gap(measured: Measured) -> Iterator[Seen]:
    """The executors waited for the driver.

    ## Why it matters

    Between two jobs nothing runs: the driver computes in plain code, lists files, commits a write, plans a query of
    thousands of columns, or waits for a service. All cores are paid for and idle.

    ## Instead

    Move the work into Spark, or out of the application; start independent jobs from several threads; plan less by
    fewer, simpler DataFrames; commit by a committer for object stores.

    ## When it stays silent

    The gap is under 5 s or under 15 % of the run; under 30 s, unless a loop or a wait stands between the two actions;
    before the first job, while executors start, unless a loop stands there and it lasts over 20 s and 40 % of the run;
    in streams, which wait for data by design; in shells and notebooks, where a person thinks.

    ## Fix

    None is made by machine.
    """
    run = measured.run
    if measured.streaming or measured.interactive or not run.jobs:
        return
    whole = max((run.ended if run.complete else run.last_event) - measured.job_intervals[0][0], 1)
    for quiet in sorted(quiet_times(measured), key=lambda one: -one.ms)[:_MOST]:
        least = _LEAST_SHARE * whole if not quiet.first else _LEAST_SHARE_BEFORE * (whole + quiet.ms)
        if quiet.ms < (_BEFORE_MS if quiet.first else _LEAST_MS) or quiet.ms < least:
            continue
        place, where = code_between(measured, quiet, 2 * _LEAST_MS)
        seen = place is not None and place.how == "between"
        if not seen and (quiet.first or quiet.ms < _UNSEEN_MS):
            continue
        share = quiet.ms / (whole + quiet.ms * quiet.first)
        waited = "core" if measured.cores == 1 else "cores"
        yield Seen(
            f"For {span(quiet.ms)}, {percent(share)} of the run, no job ran{where}: "
            f"{measured.cores} {waited} waited for the driver.",
            cost_ms=quiet.ms,
            place=place,
            metrics={
                "gap_ms": quiet.ms,
                "begins_ms": quiet.begin - run.start,
                "idle_core_ms": quiet.ms * measured.cores,
            },
            gain=Gain(
                0, quiet.ms * 0.9, "What the driver does there remains to be done, but not while the cluster waits."
            ),
            remedies=(
                Remedy(
                    "Find out what the driver does there",
                    "Work on rows belongs into Spark; work on one row, out of the run; plans are built by one `select` "
                    "in place of a loop of `withColumn`.",
                ),
            ),
            entity=f"gap:{place.path if place else ''}",
        )

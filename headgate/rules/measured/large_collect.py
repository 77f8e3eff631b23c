"""An action brought a large result to the driver."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.placed.align import SITE
from headgate.rules.runs.examples import Task, fires, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, size, span
from headgate.rules.runs.subject import Measured

_LEAST_BYTES = 8_000_000
_LEAST_SHARE = 0.05
_ALWAYS = 500_000_000


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(9_000)] * 4, result=900_000_000))),
        silent(lambda: run_of(stage(1, [Task(9_000)] * 4, result=900_000))),
    ],
)
def large_collect(measured: Measured) -> Iterator[Seen]:
    """An action brought a large result to the driver.

    ## Why it matters

    The driver is one process. It unpacks all rows, in Python a second time, while the executors wait; with more data
    it ends with `spark.driver.maxResultSize` or out of memory.

    ## Instead

    Aggregate, join and write in Spark; bring what a person or a plot needs, by `limit` or an aggregate. Where the rows
    must come, `toPandas` with Arrow or `toLocalIterator`.

    ## When it stays silent

    Under 8 MB of results, or under 5 % of the time in which jobs ran and under 500 MB; broadcasts, which go through
    the driver as well.

    ## Fix

    None is made by machine.
    """
    for one in measured.stages():
        if one.sums.result < _LEAST_BYTES:
            continue
        if measured.wall_share(one.wall) < _LEAST_SHARE and one.sums.result < _ALWAYS:
            continue
        execution = measured.execution(one)
        if _for_broadcast(measured, one.job, one.name):
            continue
        rows = one.sums.input_records + one.sums.shuffle_read_records
        place = measured.placed.of_execution(execution) if execution is not None else measured.place(one)
        duration = max(execution.ended - execution.started, one.wall) if execution is not None else one.wall
        yield Seen(
            f"Stage {one.id} sent {size(one.sums.result)} of results to the driver, of {many(rows, 'rows')} "
            "that it read; "
            f"the action took {span(duration)}.",
            cost_ms=duration,
            place=place or measured.place(one),
            stage=one.id,
            metrics={"result_bytes": one.sums.result, "rows_read": rows, "action_ms": duration, "stage_ms": one.wall},
            gain=Gain(0, duration * 0.8, "An aggregate or a write in Spark sends no rows to the driver."),
            remedies=(
                Remedy(
                    "Aggregate or write in Spark",
                    "Only what is needed on the driver should come there.",
                    {"spark.sql.execution.arrow.pyspark.enabled": "true"},
                ),
            ),
            entity=f"collect:{one.name}",
        )


def _for_broadcast(measured: Measured, job: int | None, name: str) -> bool:
    known = measured.run.jobs.get(job) if job is not None else None
    said = f"{known.description} {known.call_site} {known.group}" if known is not None else ""
    site = SITE.match(name)
    return (
        "broadcast" in said.lower()
        or "$anonfun$withThreadLocalCaptured" in name
        or (site is not None and site["method"].startswith(("withThreadLocal", "$anonfun", "run", "call")))
    )

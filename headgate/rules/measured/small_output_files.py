"""A write left many small files behind."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.runtime.operators import Operator
from headgate.facts.runtime.run import Execution
from headgate.facts.runtime.stage import Stage
from headgate.rules.runs.examples import Task, fires, operator, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, size, span
from headgate.rules.runs.subject import Measured

_LEAST_FILES = 30
_SMALL = 8_000_000
_MANY = 1_000
_SMALLISH = 32_000_000
_GOOD = 256_000_000


def _write(files: int, written: int, parts: int) -> Operator:
    return operator(
        "Execute InsertIntoHadoopFsRelationCommand file:/lake/orders",
        operator("Scan parquet"),
        number_of_written_files=files,
        written_output=written,
        number_of_dynamic_part=parts,
    )


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(900)] * 400), plan=_write(4_000, 90_000_000, 10))),
        silent(lambda: run_of(stage(1, [Task(900)] * 400), plan=_write(400, 90_000_000_000, 0))),
        silent(lambda: run_of(stage(1, [Task(900)] * 4), plan=_write(30, 900_000, 30))),
    ],
)
def small_output_files(measured: Measured) -> Iterator[Seen]:
    """A write left many small files behind.

    ## Why it matters

    Each file is opened, listed and read by its footer every time somebody reads the table; object stores bill and
    throttle by request. A table of many thousand small files is read many times slower than one of a few large ones,
    for as long as it lives.

    ## Instead

    As many partitions before the write as files of 128 to 512 MB: `repartition` by the columns of `partitionBy`, or
    `coalesce`, or let adaptive execution do it (a REBALANCE hint); compact tables that grow by small appends.

    ## When it stays silent

    Fewer than 30 files, or on average over 8 MB (over 32 MB where there are a thousand); one or two files in each
    folder of a partitioned table, unless there are hundreds of folders that hold less than 1 MB each.

    ## Fix

    None is made by machine.
    """
    for execution in measured.run.executions.values():
        for at in measured.placed.operators_of(execution):
            files = measured.value(execution, at[0], "number of written files")
            if files is None or files < _LEAST_FILES:
                continue
            seen = _seen(measured, execution, at, files)
            if seen is not None:
                yield seen
                break


def _seen(measured: Measured, execution: Execution, at: tuple[Operator, list[Operator]], files: int) -> Seen | None:
    written = measured.value(execution, at[0], "written output") or 0
    parts = measured.value(execution, at[0], "number of dynamic part") or 0
    average = written / files
    if average > (_SMALLISH if files >= _MANY else _SMALL):
        return None
    if parts and files <= 2 * parts and (parts < 200 or average > 1_000_000):
        return None
    writing = [one for one in measured.run.stages_of(execution.id) if one.sums.output or one.sums.output_records]
    last: Stage | None = max(writing, key=lambda one: one.sums.output, default=None)
    good = max(round(written / _GOOD), parts, 1)
    in_folders = f" in {many(parts, 'folders')}" if parts else ""
    took = last.wall if last is not None else max(execution.ended - execution.started, 0)
    return Seen(
        f"The write left {many(files, 'files')}{in_folders} of {size(average)} on average, {size(written)} in all"
        + (f"; the stage that wrote them took {span(took)}." if last is not None else "."),
        cost_ms=took * max(1 - good / files, 0),
        place=measured.place_of(execution, at),
        stage=last.id if last is not None else None,
        execution=execution.id,
        metrics={
            "files": files,
            "bytes": written,
            "bytes_per_file": round(average),
            "folders": parts,
            "files_that_are_enough": good,
        },
        gain=Gain(
            0,
            took * max(1 - good / files, 0) * 0.7,
            f"{many(good, 'files')} of up to {size(_GOOD)} hold the same; what opening and closing the others took is "
            "saved here, and again by each reader.",
        ),
        remedies=(
            Remedy(
                "Bring rows of one folder together before the write"
                if parts
                else f"{good} partitions before the write",
                "Each task writes a file of its own to each folder that it has rows for.",
                {"spark.sql.adaptive.advisoryPartitionSizeInBytes": "256m"},
                code="df.repartition('<the columns of partitionBy>').write.partitionBy(…)"
                if parts
                else f"df.coalesce({good}).write",
            ),
        ),
        entity=f"files:{execution.description}",
    )

"""All folders of a partitioned table were read, though few rows were wanted."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.placed.code import Place
from headgate.facts.runtime.operators import Operator
from headgate.rules.runs.examples import Task, fires, operator, run_of, silent, stage
from headgate.rules.runs.registry import Gain, Remedy, Seen, run_rule
from headgate.rules.runs.speak import many, percent, size, span
from headgate.rules.runs.subject import Measured

_LEAST_PARTITIONS = 10
_KEPT = 0.3
_LEAST_MS = 1_000
_LEAST_SHARE = 0.15


def _filtered(parts: int, kept: int, pruned: str = "") -> Operator:
    scan = operator(
        f"FileScan parquet [seen_at] PartitionFilters: [{pruned}], PushedFilters: []",
        number_of_partitions_read=parts,
        number_of_output_rows=9_000_000,
        number_of_files_read=parts,
    )
    return operator("Filter (date_format(seen_at) = 2024-01-07)", scan, number_of_output_rows=kept)


@run_rule(
    examples=[
        fires(lambda: run_of(stage(1, [Task(90_000)] * 4), plan=_filtered(365, 24_000))),
        silent(lambda: run_of(stage(1, [Task(90_000)] * 4), plan=_filtered(365, 8_000_000))),
        silent(lambda: run_of(stage(1, [Task(90_000)] * 4), plan=_filtered(30, 24_000, "day > 2024"))),
    ],
)
def unpruned_partitions(measured: Measured) -> Iterator[Seen]:
    """All folders of a partitioned table were read, though few rows were wanted.

    ## Why it matters

    A table is partitioned so that a query opens the folders it needs. A filter on another column, or on a function or
    a cast of the partition column, prunes nothing: everything is listed, opened and read.

    ## Instead

    Filter by the partition column itself, with a literal of its own type; add such a condition beside the other one.

    ## When it stays silent

    Fewer than 10 folders, a filter that did prune, one that kept over 30 % of the rows, or a stage under 1 s or 15 % of
    all task time.

    ## Fix

    None is made by machine: which folder a value lies in, the writer decided.
    """
    for one in measured.stages():
        execution = measured.execution(one)
        if execution is None or one.wall < _LEAST_MS or measured.share(one) < _LEAST_SHARE:
            continue
        for at in measured.operators_near(one, "scan"):
            scan = at[0]
            parts = measured.value(execution, scan, "number of partitions read")
            if parts is None or parts < _LEAST_PARTITIONS or not _unpruned(scan):
                continue
            read = measured.rows(execution, scan) or one.sums.input_records
            above = next((o for o in reversed(at[1]) if o.name.endswith("Filter")), None)
            kept = measured.rows(execution, above) if above is not None else None
            if kept is None or not read or kept > _KEPT * read:
                continue
            files = measured.value(execution, scan, "number of files read") or 0
            data = measured.value(execution, scan, "size of files read") or one.sums.input
            yield Seen(
                f"Stage {one.id} read all {many(parts, 'partitions')} of a table ({many(files, 'files')}, "
                f"{size(data)}) and kept "
                f"{many(kept, 'rows')} of {many(read)}; it took {span(one.wall)}.",
                cost_ms=one.wall * (1 - kept / read),
                place=_place(measured, execution.id, at, above),
                stage=one.id,
                metrics={"partitions": parts, "files": files, "bytes": data, "rows_read": read, "rows_kept": kept},
                gain=Gain(
                    one.wall * 0.3,
                    one.wall * (1 - kept / read),
                    f"{percent(kept / read)} of the rows were wanted; folders that hold none of them need not be read.",
                ),
                remedies=(
                    Remedy("A filter on the partition column itself", "Spark then lists and opens only its folders."),
                ),
                entity=f"unpruned:{scan.name}",
            )
            break


def _place(
    measured: Measured, execution: int, at: tuple[Operator, list[Operator]], above: Operator | None
) -> Place | None:
    run = measured.run.executions[execution]
    if above is not None:
        over = at[1][: at[1].index(above)]
        found = measured.place_of(run, (above, over))
        if found is not None and found.how == "plan":
            return found
    return measured.place_of(run, at)


def _unpruned(scan: Operator) -> bool:
    told = scan.metadata.get("PartitionFilters")
    if told is not None:
        return told.strip() in ("[]", "")
    return "PartitionFilters: []" in scan.text or "PartitionFilters" not in scan.text

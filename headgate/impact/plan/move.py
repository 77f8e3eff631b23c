"""Moving large data to another format, in phases with arithmetic: Avro files to Parquet or Iceberg, for instance."""

from __future__ import annotations

from headgate.impact.plan.model import Phase, Size, Step
from headgate.impact.plan.slices import duration, readable

_WRITTEN = 0.6
"""Bytes of Parquet for a byte of Avro, an assumption that the first partition replaces by a measurement."""
_FILE = 512_000_000
"""Bytes of one written file: large enough for scans, small enough for one task."""


def arithmetic(size: Size, target: str) -> tuple[str, ...]:
    """Reading, writing and catching up, from the user's numbers."""
    if not size.bytes:
        return ("say --bytes (and --daily, --rate) to have the phases sized",)
    written = size.bytes * _WRITTEN
    seconds = (size.bytes + written) / size.rate
    lines = [
        f"read {readable(size.bytes)}, write about {readable(written)} of {target} "
        f"(assumed {_WRITTEN:.0%}; measure one partition): {duration(seconds)} at {readable(size.rate)}/s in all",
        f"about {written / _FILE:,.0f} files of {readable(_FILE)}",
        f"both copies side by side: {readable(size.bytes + written)} until the old one is dropped",
    ]
    if size.daily:
        share = size.daily * (1 + _WRITTEN) / 86_400 / size.rate
        lines.append(f"dual writing takes {share:.1%} of the rate for {readable(size.daily)} a day")
        if share < 1:
            lines.append(f"with that the backfill takes {duration(seconds / (1 - share))}")
        else:
            lines.append("the rate does not keep up with new data: raise it before anything else")
    return tuple(lines)


def steps(target: str) -> tuple[Step, ...]:
    """The phases of a move to `target`."""
    return (
        Step(
            Phase.EXPAND, f"Convert one partition to {target} and compare", "a job and a scratch location", "",
            "counts, sums and a hash of sorted rows agree; size and time are measured; types that differ are listed "
            "(decimals, times, unions, enums, maps)",
            "drop the scratch location",
        ),
        Step(
            Phase.EXPAND, "Write new data in both formats", "the writing job",
            "-- one job, two sinks, the same batch id in both",
            "a day's partitions agree by count, sum and hash", "stop the second sink",
        ),
        Step(
            Phase.MIGRATE, "Backfill old partitions, newest first", "a job that is restarted at will",
            "-- one partition is one unit: write beside, compare, then publish; keep a table of what is done",
            "each partition agrees before it is published; the job's table has no gap",
            "unpublish partitions; the old copy is untouched",
        ),
        Step(
            Phase.MIGRATE, "Move readers, the least important first", "readers", "",
            "results of both copies agree for each reader over one cycle", "read the old copy; both are written",
        ),
        Step(
            Phase.CONTRACT, "Stop writing the old format, keep the copy read-only for a retention", "the writing job",
            "", "nobody opens the old location (access log)", "start the second sink again and fill the days between",
        ),
        Step(Phase.CONTRACT, "Delete the old copy", "storage", "", "a restore from backup was tried"),
    )  # fmt: skip

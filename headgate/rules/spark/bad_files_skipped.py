"""Files that cannot be read are left out without a word."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_SKIPPED = {
    "spark.sql.files.ignoreCorruptFiles": "rows of damaged files are missing and nothing says so",
    "spark.files.ignoreCorruptFiles": "rows of damaged files are missing and nothing says so",
    "spark.sql.files.ignoreMissingFiles": "rows of files that are deleted meanwhile are missing",
    "spark.files.ignoreMissingFiles": "rows of files that are deleted meanwhile are missing",
}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.config("spark.sql.files.ignoreCorruptFiles", "true").getOrCreate()
            """,
            2,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.config("spark.sql.files.ignoreCorruptFiles", "false").getOrCreate()
            """,
            path="job.py",
        ),
    ],
)
def bad_files_skipped(settings: SparkSettings) -> Iterator[Found]:
    """Files that cannot be read are left out without a word.

    ## Why it matters

    A truncated or foreign file ends a job, and that is how it is noticed. With `ignoreCorruptFiles` its rows are
    missing, as are those after the fault, and the job succeeds; with `ignoreMissingFiles` the same holds of files
    that another job deletes meanwhile.

    ## Instead

    Let the job fail and mend the file; or read with `badRecordsPath` or a quarantine, and count what was left out.

    ## When it stays silent

    The setting is off. Missing files are a note: deleting old files while they are read can be meant.

    ## Fix

    None is made by machine: rows that were left out until now come back.
    """
    for one in settings.settings:
        if one.key in _SKIPPED and one.value.lower() == "true":
            note = Level.NOTE if one.key.endswith("ignoreMissingFiles") else None
            yield Found(f"`{one.key}` is on: {_SKIPPED[one.key]}.", one.line, one.key, level=note)

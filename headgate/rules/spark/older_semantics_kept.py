"""Spark is told to keep the semantics of an older version."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_ANSI = "spark.sql.ansi.enabled"
_KEPT = {
    _ANSI: ("false", "overflow and wrong casts give a wrong value or NULL instead of an error"),
    "spark.sql.legacy.timeParserPolicy": ("legacy", "dates are read leniently, 30 February as 2 March"),
    "spark.sql.storeAssignmentPolicy": ("legacy", "what does not fit a column's type is stored as NULL or cut off"),
    "spark.sql.parquet.datetimeRebaseModeInWrite": ("legacy", "dates before 1582 are written by another calendar"),
    "spark.sql.parquet.datetimeRebaseModeInRead": ("legacy", "dates before 1582 are read by another calendar"),
    "spark.sql.parquet.int96RebaseModeInWrite": ("legacy", "times before 1900 are written by another calendar"),
    "spark.sql.parquet.int96RebaseModeInRead": ("legacy", "times before 1900 are read by another calendar"),
    "spark.sql.mapKeyDedupPolicy": ("last_win", "of a map's equal keys all but the last are lost without a word"),
    "spark.sql.legacy.setopsPrecedence.enabled": ("true", "UNION, EXCEPT and INTERSECT run from left to right"),
    "spark.sql.legacy.allowHashOnMapType": ("true", "equal maps have different hashes"),
}
"""The value that keeps the old semantics, and what it means."""


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.sql.legacy.timeParserPolicy LEGACY
            spark.sql.storeAssignmentPolicy   LEGACY
            """,
            1,
            2,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark.sql.legacy.timeParserPolicy CORRECTED
            spark.sql.storeAssignmentPolicy   ANSI
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def older_semantics_kept(settings: SparkSettings) -> Iterator[Found]:
    """Spark is told to keep the semantics of an older version.

    ## Why it matters

    Overflow that gives a wrong number, text that becomes NULL when it is no date, days that shift by the calendar
    of 1582: these were faults of older versions, and a setting that keeps them hides the next one.

    ## Instead

    Mend what the new semantics refuse (`try_cast`, `try_add`, an explicit format), then drop the setting.

    ## When it stays silent

    The setting has the value that is the default of the Spark that runs.

    ## Fix

    None is made by machine: results change.
    """
    for one in settings.settings:
        kept = _KEPT.get(one.key)
        if kept and one.value.lower() == kept[0] and (one.key != _ANSI or (settings.spark or (0, 0)) >= (4, 0)):
            yield Found(f"`{one.key}` = {one.value}: {kept[1]}.", one.line, one.key)

"""Adaptive execution is switched off."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_WHOLE = "spark.sql.adaptive.enabled"
_SWITCHES = {
    _WHOLE: "plans are not adapted to what the data turns out to be",
    "spark.sql.adaptive.coalescePartitions.enabled": "small partitions are not put together",
    "spark.sql.adaptive.skewJoin.enabled": "one task carries the whole of a frequent key",
}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.config("spark.sql.adaptive.enabled", "false").getOrCreate()
            """,
            2,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.config("spark.sql.adaptive.enabled", "true").getOrCreate()
            """,
            path="job.py",
        ),
    ],
)
def adaptive_execution_off(settings: SparkSettings) -> Iterator[Found]:
    """Adaptive execution is switched off.

    ## Why it matters

    Without it Spark keeps the plan it made before it saw any data: partitions stay too many or too few, skewed
    joins wait for one task, and a small side is not broadcast when only its size at run time shows it.

    ## Instead

    Leave `spark.sql.adaptive.enabled` at its default, which is `true` since Spark 3.2; switch single parts off
    where one does harm.

    ## When it stays silent

    It is switched on, or only one of its parts is set.

    ## Fix

    None is made by machine: the setting may work round a bug in an old version.
    """
    for one in settings.settings:
        if one.key in _SWITCHES and one.value.lower() == "false":
            part = _SWITCHES[one.key]
            yield Found(
                f"`{one.key}` is `false`: {part}.", one.line, one.key, level=None if one.key == _WHOLE else Level.NOTE
            )

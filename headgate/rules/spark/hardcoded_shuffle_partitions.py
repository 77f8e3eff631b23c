"""The number of shuffle partitions is written into the code."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_NUMBERS = ("spark.sql.shuffle.partitions", "spark.default.parallelism")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.conf.set("spark.sql.shuffle.partitions", "200")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.conf.set("spark.sql.shuffle.partitions", "auto")
            """,
            path="job.py",
        ),
    ],
)
def hardcoded_shuffle_partitions(settings: SparkSettings) -> Iterator[Found]:
    """The number of shuffle partitions is written into the code.

    ## Why it matters

    `spark.sql.shuffle.partitions` holds for every shuffle of the session, large or small. A number in the code
    suits the data of the day it was written, and overrides what the cluster's owner sets.

    ## Instead

    Leave it to adaptive execution (`spark.sql.adaptive.coalescePartitions.enabled`), with a generous number in the
    job's own configuration.

    ## When it stays silent

    It is `auto`, or stands in a configuration file, where it belongs.

    ## Fix

    None is made by machine: the right number is not in the code.
    """
    for one in settings.settings:
        if one.key in _NUMBERS and one.origin in ("builder", "runtime") and one.value.isdecimal():
            yield Found(f"`{one.key}` is fixed at {one.value} for every shuffle of the session.", one.line, one.key)

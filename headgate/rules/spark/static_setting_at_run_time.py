"""A setting is made after it can no longer take effect."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings import known
from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.conf.set("spark.executor.memory", "8g")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.config("spark.executor.memory", "8g").getOrCreate()
            spark.conf.set("spark.sql.session.timeZone", "UTC")
            """,
            path="job.py",
        ),
    ],
)
def static_setting_at_run_time(settings: SparkSettings) -> Iterator[Found]:
    """A setting is made after it can no longer take effect.

    ## Why it matters

    Settings of the driver, the executors and the shuffle are read when the application starts. Since Spark 3.0
    `spark.conf.set` on one raises `AnalysisException` (`CANNOT_MODIFY_CONFIG`).

    ## Instead

    On the builder before `getOrCreate`, in `spark-defaults.conf`, or with `--conf` on submission.

    ## When it stays silent

    The setting is one of Spark SQL's that can be changed, one that Spark does not register, or it is made on the
    builder.

    ## Fix

    None is made by machine: where the application is started is not in this file.
    """
    for one in settings.settings:
        described = known.setting(one.key)
        if one.origin == "runtime" and described is not None and described.static:
            yield Found(
                f"`{one.key}` is read at the start; setting it here raises `AnalysisException`, or does nothing.",
                one.line,
                one.key,
            )

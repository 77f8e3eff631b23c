"""Tables are broadcast that the driver has no room for."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings import units
from headgate.facts.spark.settings.quantities import readable
from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_THRESHOLD = "spark.sql.autoBroadcastJoinThreshold"
_MUCH = 1 << 30


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.driver.memory                  2g
            spark.sql.autoBroadcastJoinThreshold 1g
            """,
            2,
            path="conf/spark-defaults.conf",
        ),
        fires(
            """
            spark-submit --conf spark.sql.autoBroadcastJoinThreshold=2147483648 jobs/a.py
            """,
            1,
            path="jobs/run.sh",
        ),
        silent(
            """
            spark.driver.memory                  8g
            spark.sql.autoBroadcastJoinThreshold 100m
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def broadcast_threshold_too_high(settings: SparkSettings) -> Iterator[Found]:
    """Tables are broadcast that the driver has no room for.

    ## Why it matters

    A table under `spark.sql.autoBroadcastJoinThreshold` is collected to the driver, made a hash table (several
    times its size on disk, which is what the threshold is compared with), and sent to every executor, which holds
    it whole. A threshold that is a good part of the driver's memory ends jobs with `OutOfMemoryError` on the day
    the estimate is wrong.

    ## Instead

    Some tens of megabytes; a `broadcast` hint for the one join that is known to be worth it.

    ## When it stays silent

    The threshold is under a quarter of the memory that the same session gives the driver and the executors, or
    under 1 GiB where it says nothing of them.

    ## Fix

    None is made by machine.
    """
    threshold = settings.last(_THRESHOLD)
    size = settings.size(_THRESHOLD)
    if threshold is None or size is None or units.implausible(threshold):
        return
    for key in ("spark.driver.memory", "spark.executor.memory"):
        memory = settings.size(key)
        if memory and size * 4 > memory:
            yield Found(
                f"Tables up to {readable(size)} are broadcast, and `{key}` is {readable(memory)}.", threshold.line, key
            )
            return
    if size >= _MUCH:
        told = f"Tables up to {readable(size)} are collected to the driver and broadcast."
        yield Found(told, threshold.line, _THRESHOLD)

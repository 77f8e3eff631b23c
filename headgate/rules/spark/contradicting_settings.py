"""Two settings contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.quantities import duration
from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_ORDERED = (
    ("spark.dynamicAllocation.minExecutors", "spark.dynamicAllocation.maxExecutors"),
    ("spark.dynamicAllocation.minExecutors", "spark.dynamicAllocation.initialExecutors"),
    ("spark.dynamicAllocation.initialExecutors", "spark.dynamicAllocation.maxExecutors"),
)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = (
                SparkSession.builder
                .config("spark.dynamicAllocation.minExecutors", "20")
                .config("spark.dynamicAllocation.maxExecutors", "10")
                .getOrCreate()
            )
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = (
                SparkSession.builder
                .config("spark.dynamicAllocation.minExecutors", "2")
                .config("spark.dynamicAllocation.maxExecutors", "10")
                .getOrCreate()
            )
            """,
            path="job.py",
        ),
    ],
)
def contradicting_settings(settings: SparkSettings) -> Iterator[Found]:
    """Two settings contradict each other.

    ## Why it matters

    Spark refuses to start, or follows one of them without a word; whoever reads the other one is misled.

    ## Instead

    Keep the one that is meant.

    ## When it stays silent

    The settings agree, or one of them is not written in the file.

    ## Fix

    None is made by machine: which one is meant is not told.
    """
    for lower, upper in _ORDERED:
        low, high = settings.last(lower), settings.last(upper)
        if low and high and low.value.isdecimal() and high.value.isdecimal() and int(low.value) > int(high.value):
            yield Found(
                f"`{lower}` is {low.value} and `{upper}` {high.value}: Spark does not start.",
                high.line,
                f"{lower} {upper}",
            )
    yield from _heartbeats(settings)
    dynamic, fixed = settings.last("spark.dynamicAllocation.enabled"), settings.last("spark.executor.instances")
    if dynamic and fixed and dynamic.value == "true" and fixed.value.isdecimal():
        yield Found(
            f"`{fixed.key}` is only where dynamic allocation starts from; it is not held at {fixed.value}.",
            fixed.line,
            fixed.key,
            level=Level.NOTE,
        )


def _heartbeats(settings: SparkSettings) -> Iterator[Found]:
    """An executor that is declared lost before its next heartbeat is due; Spark refuses to start."""
    beat, limit = settings.last("spark.executor.heartbeatInterval"), settings.last("spark.network.timeout")
    if beat is None or (between := duration(beat.value, "ms")) is None:
        return
    longest = duration(limit.value if limit else "120s", "s")
    if longest is not None and between >= longest:
        told = (
            f"Executors report every {beat.value}, and are given up after {limit.value if limit else '120s'} without."
        )
        yield Found(told, beat.line, f"{beat.key} spark.network.timeout")

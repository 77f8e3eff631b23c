"""The driver may be sent more than it can hold."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings import units
from headgate.facts.spark.settings.quantities import readable
from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_LIMIT = "spark.driver.maxResultSize"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.driver.memory        4g
            spark.driver.maxResultSize 8g
            """,
            2,
            path="conf/spark-defaults.conf",
        ),
        fires(
            """
            spark.driver.maxResultSize 0
            """,
            1,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark.driver.memory        8g
            spark.driver.maxResultSize 2g
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def result_size_over_driver(settings: SparkSettings) -> Iterator[Found]:
    """The driver may be sent more than it can hold.

    ## Why it matters

    `spark.driver.maxResultSize` stops a job whose results would not fit the driver. Larger than the driver's
    memory, or 0, it stops nothing: the driver dies with `OutOfMemoryError`, and the whole application with it.

    ## Instead

    Well under `spark.driver.memory`; and fewer rows collected.

    ## When it stays silent

    It is smaller than the driver's memory, or that memory is set elsewhere. Without a limit (0) it is a note.

    ## Fix

    None is made by machine.
    """
    limit = settings.last(_LIMIT)
    size, memory = settings.size(_LIMIT), settings.size("spark.driver.memory")
    if limit is None or size is None:
        return
    if size == 0:
        told = f"`{_LIMIT}` 0 sets no limit to what is collected to the driver."
        yield Found(told, limit.line, _LIMIT, level=Level.NOTE)
    elif memory and size >= memory and not units.implausible(limit):
        yield Found(f"`{_LIMIT}` is {readable(size)}, the driver's memory {readable(memory)}.", limit.line, _LIMIT)

"""A bare number is read in another unit than it seems to be meant in."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings import units
from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.executor.memory                 4
            spark.sql.autoBroadcastJoinThreshold  100
            spark.executor.heartbeatInterval      30
            spark.network.timeout                 600000
            """,
            1,
            2,
            3,
            4,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark.executor.memory                 4096
            spark.sql.autoBroadcastJoinThreshold  -1
            spark.executor.heartbeatInterval      30s
            spark.network.timeout                 600
            spark.sql.files.maxPartitionBytes     268435456
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def value_in_wrong_unit(settings: SparkSettings) -> Iterator[Found]:
    """A bare number is read in another unit than it seems to be meant in.

    ## Why it matters

    Each setting has its own unit for a bare number: `spark.executor.memory` mebibytes,
    `spark.sql.files.maxPartitionBytes` bytes, `spark.network.timeout` seconds, `spark.executor.heartbeatInterval`
    milliseconds. A value that is thousands of times smaller or larger than the default is mostly a number of
    another unit: a broadcast threshold of 100 bytes, a timeout of seven days, an executor that has too little
    memory to start.

    ## Instead

    Write the unit: `4g`, `64m`, `30s`.

    ## When it stays silent

    The value has a unit, is zero or negative, or lies within a factor of a thousand of the default (a hundred for
    times).

    ## Fix

    None is made by machine: which unit was meant is not told.
    """
    for one in settings.settings:
        read_as = units.implausible(one)
        if read_as:
            yield Found(f"`{one.key}` = {one.value} has no unit and is read as {read_as}.", one.line, one.key)

"""Spark refuses the value of a setting."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings import units
from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.executor.memory                    4 GB
            spark.sql.adaptive.enabled               yes
            spark.sql.shuffle.partitions             200.0
            spark.memory.offHeap.size                "2g"
            spark.sql.sources.partitionOverwriteMode dynamically
            """,
            1,
            2,
            3,
            4,
            5,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark.executor.memory                    4GB
            spark.sql.adaptive.enabled               TRUE
            spark.sql.shuffle.partitions             auto
            spark.memory.offHeap.size                ${OFF_HEAP}
            spark.sql.sources.partitionOverwriteMode dynamic
            spark.app.name                           yes
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def wrong_kind_of_value(settings: SparkSettings) -> Iterator[Found]:
    """Spark refuses the value of a setting.

    ## Why it matters

    A value that Spark cannot read as what the setting is (a boolean, a whole number, a size, a time, one of a few
    words) raises an exception when the application starts, or at the first query that asks for the setting.

    ## Instead

    `true` or `false`; a whole number; a size or time as one word, `4g`, `30s`, without fraction or space.

    ## When it stays silent

    The value is filled in later, the setting is not one of Spark's own, or it is a text that may be anything.

    ## Fix

    None is made by machine.
    """
    for one in settings.settings:
        wanted = units.refused(one)
        if wanted:
            yield Found(f"`{one.key}` cannot be `{one.value}`: it must be {wanted}.", one.line, one.key)

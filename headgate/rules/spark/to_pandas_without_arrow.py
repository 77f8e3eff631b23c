"""`toPandas` runs without Arrow."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    bounded,
)
from headgate.facts.spark.program import (
    SparkProgram,
    describe,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_ARROW = ("spark.sql.execution.arrow.pyspark.enabled", "spark.sql.execution.arrow.enabled")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            local = spark.table("shop.orders").toPandas()
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.config("spark.sql.execution.arrow.pyspark.enabled", "true").getOrCreate()
            local = spark.table("shop.orders").toPandas()
            """,
            path="job.py",
        ),
    ],
)
def to_pandas_without_arrow(program: SparkProgram) -> Iterator[Found]:
    """`toPandas` runs without Arrow.

    ## Why it matters

    Without `spark.sql.execution.arrow.pyspark.enabled`, which is off by default, rows are pickled one by one; with
    it the same transfer is many times faster and takes less memory.

    ## Instead

    Set `spark.sql.execution.arrow.pyspark.enabled` to `true` on the session.

    ## When it stays silent

    It speaks once for each file. The program sets the property, or the rows are few by construction.

    ## Fix

    None is made by machine: the setting may stand in the cluster's configuration.
    """
    setters = (call for call in program.calls if call.method in ("set", "config"))
    if any(value.text in _ARROW for call in setters for value in call.values()):
        return
    for call in program.named("toPandas"):
        if call.receiver is not None and not bounded(call.receiver):
            yield Found(
                f"`toPandas` on {describe(call.receiver)} pickles row by row: this program does not turn Arrow on.",
                call.line,
                entity(call),
            )
            return

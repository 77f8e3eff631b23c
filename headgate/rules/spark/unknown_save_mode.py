"""A write has a mode that Spark does not know."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import Sort, SparkProgram
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_MODES = frozenset(("append", "overwrite", "error", "errorifexists", "ignore", "default"))


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.table("shop.orders").write.mode("replace").saveAsTable("shop.copy")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.table("shop.orders").write.mode("Overwrite").saveAsTable("shop.copy")
            """,
            path="job.py",
        ),
    ],
)
def unknown_save_mode(program: SparkProgram) -> Iterator[Found]:
    """A write has a mode that Spark does not know.

    ## Why it matters

    Spark raises `IllegalArgumentException` when the line runs: at the end of the job, when all is computed.

    ## Instead

    `append`, `overwrite`, `ignore`, `error` or `errorifexists`.

    ## When it stays silent

    The mode is one of Spark's, or it is filled in later.

    ## Fix

    None is made by machine.
    """
    for call in program.named("mode", on=(Sort.WRITER,)):
        written = call.arguments[0].text if call.arguments else None
        if written is not None and written.lower() not in _MODES:
            yield Found(f"Spark knows no mode `{written}` to write in.", call.line, f"mode.{written}")

"""A loop adds columns one `withColumn` at a time."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    carried,
)
from headgate.facts.spark.program import (
    Call,
    Loop,
    SparkProgram,
    chain,
    describe,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_FEW_TURNS = 3


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = spark.table("shop.orders")
            for name in df.columns:
                df = df.withColumn(name, F.trim(F.col(name)))
            """,
            5,
            path="job.py",
        ),
        fires(
            """
            import org.apache.spark.sql.DataFrame
            import org.apache.spark.sql.functions._
            object Job {
              def run(df: DataFrame): DataFrame =
                df.columns.foldLeft(df)((made, name) => made.withColumn(name, trim(col(name))))
            }
            """,
            5,
            path="Job.scala",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = spark.table("shop.orders")
            df = df.select(*[F.trim(F.col(name)).alias(name) for name in df.columns])
            for name in ("a", "b"):
                df = df.withColumn(name, F.lit(0))
            """,
            path="job.py",
        ),
    ],
)
def with_column_in_loop(program: SparkProgram) -> Iterator[Found]:
    """A loop adds columns one `withColumn` at a time.

    ## Why it matters

    Each `withColumn` makes a new plan and analyses all of it again. Plans grow with each turn, planning takes
    quadratic time, and beyond some hundred columns the driver spends minutes, or its stack, before any row is read.

    ## Instead

    Build the columns as a list and add them with one `select` or `withColumns`.

    ## When it stays silent

    The loop runs at most three times, or starts from the same DataFrame in each turn.

    ## Fix

    None is made by machine: the expressions have to move into a comprehension.
    """
    reported: set[int] = set()
    for call in program.named("withColumn", "withColumnRenamed"):
        if not call.loops or call.receiver is None:
            continue
        loop = call.loops[-1]
        few = loop.turns is not None and loop.turns <= _FEW_TURNS
        if few or loop.line in reported or not (loop.form == "fold" or _carried(program, call, loop)):
            continue
        reported.add(loop.line)
        yield Found(
            f"Each turn of the loop at line {loop.line} puts another `{call.method}` on {describe(call.receiver)}, "
            "and Spark analyses the whole plan anew each time.",
            call.line,
            entity(call),
            end_line=call.end_line,
        )


def _carried(program: SparkProgram, call: Call, loop: Loop) -> bool:
    """Whether what the loop makes with `call` is where its next turn starts."""
    names = {b.name for b in program.bindings if loop in b.loops and any(step is call for step in chain(b.value))}
    return any(carried(program, name, loop) is not None for name in names)

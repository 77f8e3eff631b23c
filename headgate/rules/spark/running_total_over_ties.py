"""A running total counts rows of one moment all at once."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import Sort, SparkProgram, chain
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_FRAMES = frozenset(("rowsBetween", "rangeBetween"))


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            from pyspark.sql import Window
            days = Window.partitionBy("user_id").orderBy("day")
            total = spark.table("shop.orders").withColumn("so_far", F.sum("amount").over(days))
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            from pyspark.sql import Window
            days = Window.partitionBy("user_id").orderBy("day").rowsBetween(Window.unboundedPreceding, 0)
            total = spark.table("shop.orders").withColumn("so_far", F.sum("amount").over(days))
            share = spark.table("shop.orders").withColumn("all", F.sum("amount").over(Window.partitionBy("user_id")))
            """,
            path="job.py",
        ),
    ],
)
def running_total_over_ties(program: SparkProgram) -> Iterator[Found]:
    """A running total counts rows of one moment all at once.

    ## Why it matters

    With `orderBy` and without a frame, a window takes all rows up to the current one *and those equal to it in the
    order*: rows of the same day get the same total, and the total jumps.

    ## Instead

    `.rowsBetween(Window.unboundedPreceding, Window.currentRow)`, with an order that no two rows share.

    ## When it stays silent

    A frame is given, or the window has no order.

    ## Fix

    None is made by machine: days as a whole may be meant.
    """
    for call in program.named("over", on=(Sort.COLUMN,)):
        window, taken = call.argument(0, "window"), call.receiver.call if call.receiver is not None else None
        if window is None or taken is None or taken.receiver is not None or taken.method not in ("sum", "count"):
            continue
        steps = {step.method for step in chain(window)}
        if "orderBy" in steps and not steps & _FRAMES:
            place = call.function.name if call.function else "module"
            told = f"`{taken.method}` gives rows that are equal in the window's order the same total."
            yield Found(told, call.line, f"{place}.{taken.method}")

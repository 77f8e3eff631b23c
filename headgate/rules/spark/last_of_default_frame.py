"""The last value of an ordered window is the current row's own."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import Call, Sort, SparkProgram, chain
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_FRAMES = frozenset(("rowsBetween", "rangeBetween"))


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            from pyspark.sql import Window
            visits = Window.partitionBy("user_id").orderBy("seen_at")
            ends = spark.table("shop.visits").withColumn("left_at", F.last("page").over(visits))
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            from pyspark.sql import Window
            visits = Window.partitionBy("user_id").orderBy("seen_at")
            known = spark.table("shop.visits").withColumn("page", F.last("page", ignorenulls=True).over(visits))
            whole = visits.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
            ends = spark.table("shop.visits").withColumn("left_at", F.last("page").over(whole))
            """,
            path="job.py",
        ),
    ],
)
def last_of_default_frame(program: SparkProgram) -> Iterator[Found]:
    """The last value of an ordered window is the current row's own.

    ## Why it matters

    With `orderBy` and without a frame, a window ends at the current row: `last` gives that row's value (or that of
    a row equal in the order), not the last one of the partition.

    ## Instead

    `.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)`; or `first` over the reversed order.

    ## When it stays silent

    A frame is given, or NULLs are ignored, which makes it the last known value so far.

    ## Fix

    None is made by machine: the frame may be meant.
    """
    for call in program.named("over", on=(Sort.COLUMN,)):
        window, taken = call.argument(0, "window"), call.receiver.call if call.receiver is not None else None
        if window is None or taken is None or taken.receiver is not None or taken.method not in ("last", "last_value"):
            continue
        steps = {step.method for step in chain(window)}
        if "orderBy" in steps and not steps & _FRAMES and taken.argument(1, "ignorenulls") is None:
            yield Found(
                f"`{taken.method}` over this window is the current row's own value.", call.line, f"{_place(call)}.last"
            )


def _place(call: Call) -> str:
    return call.function.name if call.function else "module"

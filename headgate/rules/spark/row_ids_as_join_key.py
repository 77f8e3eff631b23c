"""Two DataFrames are joined by row numbers that each made for itself."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import Call, SparkProgram, Value, ancestors, entity, expressions
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            left = spark.table("shop.orders").withColumn("id", F.monotonically_increasing_id())
            right = spark.table("shop.users").withColumn("id", F.monotonically_increasing_id())
            both = left.join(right, "id")
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            left = spark.table("shop.orders").withColumn("id", F.monotonically_increasing_id())
            right = left.groupBy("id").count()
            both = left.join(right, "id")
            """,
            path="job.py",
        ),
    ],
)
def row_ids_as_join_key(program: SparkProgram) -> Iterator[Found]:
    """Two DataFrames are joined by row numbers that each made for itself.

    ## Why it matters

    `monotonically_increasing_id` numbers rows by partition and by their place in it. Two DataFrames are divided in
    different ways, and one alone is divided anew in each run: rows are paired at random, and most find no partner.

    ## Instead

    Join by a key of the data; or number both with `row_number` over one order that both have.

    ## When it stays silent

    Only one side has such a column, or both come from one DataFrame that got it once.

    ## Fix

    None is made by machine.
    """
    for call in program.named("join"):
        other, on = call.argument(0, "other"), call.argument(1, "on")
        if other is None or on is None or call.receiver is None:
            continue
        keys = {part.text or part.column for part in expressions(on)} - {""}
        mine, theirs = _numbered(call.receiver), _numbered(other)
        for key in sorted(key for key in keys if key):
            if key in mine and key in theirs and mine[key] is not theirs[key]:
                yield Found(f"`{key}` is numbered by each side for itself.", call.line, f"{entity(call)}.{key}")
                break


def _numbered(value: Value) -> dict[str, Call]:
    """Columns that are made of row numbers on the way to `value`, with the call that makes each."""
    found: dict[str, Call] = {}
    for older in ancestors(value):
        call = older.call
        if call is None or call.method != "withColumn" or len(call.arguments) < 2 or not call.arguments[0].text:
            continue
        made = call.arguments[1].call
        if made is not None and made.method == "monotonically_increasing_id":
            found.setdefault(call.arguments[0].text, call)
    return found

"""The two sides of a join have keys of different types."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.kinds_of_columns import kind_of_column
from headgate.facts.spark.program import Call, SparkProgram, Value, entity, expressions
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
            orders = spark.table("shop.orders").withColumn("user_id", F.col("user_id").cast("string"))
            users = spark.read.schema("user_id bigint, country string").parquet("s3://shop/users")
            both = orders.join(users, "user_id")
            """,
            5,
            path="job.py",
        ),
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").withColumn("code", F.col("code").cast("int"))
            goods = spark.table("shop.goods").withColumn("id", F.col("id").cast("string"))
            both = orders.join(goods, orders.code == goods.id, "left")
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").withColumn("user_id", F.col("user_id").cast("bigint"))
            users = spark.read.schema("user_id int, country string").parquet("s3://shop/users")
            both = orders.join(users, "user_id")
            late = orders.join(spark.table("shop.late"), "user_id")
            """,
            path="job.py",
        ),
    ],
)
def join_keys_of_different_kinds(program: SparkProgram) -> Iterator[Found]:
    """The two sides of a join have keys of different types.

    ## Why it matters

    Spark casts one side to the other's type without a word: a text that is no number becomes NULL and finds no
    partner, `"007"` meets 7, and large numbers are compared as doubles, where neighbours are equal. The cast also
    keeps Spark from using buckets or partitions of that side.

    ## Instead

    One cast, where the data is read, to the type that the key really has.

    ## When it stays silent

    The types are not told by a cast, or by a schema written in the program, on both sides.

    ## Fix

    None is made by machine: which of the two types is right is not told.
    """
    for call in program.named("join"):
        for left, right in _pairs(call):
            mine, theirs = kind_of_column(*left), kind_of_column(*right)
            if mine and theirs and mine.kind != theirs.kind and {mine.kind, theirs.kind} != {"date", "time"}:
                first, second = f"{mine.kind} (line {mine.line})", f"{theirs.kind} (line {theirs.line})"
                told = f"`{left[1]}` is a {first}, and `{right[1]}` of the other side a {second}."
                yield Found(told, call.line, f"{entity(call)}.{left[1]}")
                break


def _pairs(join: Call) -> Iterator[tuple[tuple[Value, str], tuple[Value, str]]]:
    """The columns that a join compares, each with its side."""
    other, on, mine = join.argument(0, "other"), join.argument(1, "on"), join.receiver
    if other is None or on is None or mine is None:
        return
    names = [part.text for part in (on.parts if on.operator == "list" else (on,)) if part.text]
    yield from (((mine, name), (other, name)) for name in names)
    for part in expressions(on):
        sides = part.parts if part.operator == "==" and len(part.parts) == 2 else ()
        left, right = sides if len(sides) == 2 else (None, None)
        if left is None or right is None or left.of is None or right.of is None or not left.column or not right.column:
            continue
        yield (left.of, left.column), (right.of, right.column)

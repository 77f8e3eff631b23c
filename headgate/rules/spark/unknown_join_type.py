"""A join has a type that Spark does not know."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import SparkProgram, entity
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_TYPES = frozenset(
    [
        "inner",
        "outer",
        "full",
        "fullouter",
        "left",
        "leftouter",
        "right",
        "rightouter",
        "semi",
        "leftsemi",
        "anti",
        "leftanti",
        "cross",
    ]
)


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").join(spark.table("shop.users"), "user_id", "left_join")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").join(spark.table("shop.users"), "user_id", "leftOuter")
            """,
            path="job.py",
        ),
    ],
)
def unknown_join_type(program: SparkProgram) -> Iterator[Found]:
    """A join has a type that Spark does not know.

    ## Why it matters

    Spark raises `IllegalArgumentException` when the line runs, which in a branch is seldom.

    ## Instead

    `inner`, `left`, `right`, `full`, `left_semi`, `left_anti`, `cross`.

    ## When it stays silent

    The type is one of Spark's, in any case and with or without underscores, or it is filled in later.

    ## Fix

    None is made by machine.
    """
    for call in program.named("join", "joinWith"):
        how = call.argument(2, "how" if program.language == "python" else "joinType")
        written = how.text if how is not None else None
        if written is None or call.receiver is None or not call.receiver.shown:
            continue
        if written.lower().replace("_", "") not in _TYPES:
            yield Found(f"Spark knows no join of type `{written}`.", call.line, f"{entity(call)}.{written}")

"""A join has a type that Spark does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.program import SparkProgram, entity
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.rewrite import Rewrite

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
            fixed="""
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").join(spark.table("shop.users"), "user_id", "left")
            """,
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

    The word `join` is taken away where a type of Spark's remains: `left_join` is `left`.
    """
    for call in program.named("join", "joinWith"):
        how = call.argument(2, "how" if program.language == "python" else "joinType")
        written = how.text if how is not None else None
        if written is None or call.receiver is None or not call.receiver.shown:
            continue
        if written.lower().replace("_", "") not in _TYPES:
            message = f"Spark knows no join of type `{written}`."
            yield Found(message, call.line, f"{entity(call)}.{written}", rewrite=_rewrite(written))


def _rewrite(written: str) -> Rewrite | None:
    meant = written.lower().removesuffix("join").rstrip("_ ")
    if meant == written.lower() or meant.replace("_", "") not in _TYPES:
        return None
    return Rewrite(f"Join by {meant}", re.compile(rf"(?<=[\"']){re.escape(written)}(?=[\"'])"), meant)

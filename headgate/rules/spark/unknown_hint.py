"""A hint that Spark does not know."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from headgate.facts.spark.program import SparkProgram, entity
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark.sql_unknown_hint import KNOWN


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            named = spark.table("orders").join(spark.table("countries").hint("brodcast"), "country")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            named = spark.table("orders").join(spark.table("countries").hint("broadcast"), "country")
            merged = spark.table("orders").hint("shuffle_merge").hint("rebalance")
            """,
            path="job.py",
        ),
    ],
)
def unknown_hint(program: SparkProgram) -> Iterator[Found]:
    """A hint that Spark does not know.

    ## Why it matters
    Spark logs "Unrecognized hint" and goes on without it: the program runs as if nothing were written, and whoever
    reads it believes otherwise.

    ## Instead
    `broadcast`, `merge`, `shuffle_hash`, `shuffle_replicate_nl` for joins; `coalesce`, `repartition`, `rebalance`
    for partitions.

    ## When it stays silent
    For these, their other names, and those of Databricks.

    ## Fix
    None is made by machine: which one was meant, the name does not prove.
    """
    for call in program.named("hint"):
        given = call.argument(0, "name")
        name = (given.text or "").upper() if given is not None else ""
        if name and name.isidentifier() and name not in KNOWN:
            near = get_close_matches(name, sorted(KNOWN), 1, 0.7)
            meant = f"; `{near[0].lower()}` is one that it knows" if near else ""
            yield Found(f"Spark knows no hint `{name.lower()}` and leaves it out{meant}.", call.line, entity(call))

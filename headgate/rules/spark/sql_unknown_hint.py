"""A hint that Spark does not know."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._spark_sql import JOIN_HINTS, PARTITION_HINTS, hint_line, hint_name, hinted

_ELSEWHERE = frozenset({"STREAMTABLE", "SKEW", "RANGE_JOIN", "SKEW_JOIN"})
"""Hive's and Databricks' own."""
KNOWN = JOIN_HINTS | PARTITION_HINTS | _ELSEWHERE
"""All hints, in capitals."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("select /*+ BROADCASTED(c) */ o.id from orders o join countries c on o.country = c.id")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("select /*+ MAPJOIN(c), REPARTITION(8) */ o.id from orders o join countries c using (id)")
            """,
            path="job.py",
        ),
    ],
)
def sql_unknown_hint(statement: SqlStatement) -> Iterator[Found]:
    """A hint that Spark does not know.

    ## Why it matters
    Spark logs "Unrecognized hint" and goes on without it: the query runs as if nothing were written, and whoever reads
    it believes otherwise.

    ## Instead
    `BROADCAST`, `MERGE`, `SHUFFLE_HASH`, `SHUFFLE_REPLICATE_NL` for joins; `COALESCE`, `REPARTITION`,
    `REPARTITION_BY_RANGE`, `REBALANCE` for partitions.

    ## When it stays silent
    For these, their other names, and those of Hive and Databricks.

    ## Fix
    None is made by machine: which one was meant, the name does not prove.
    """
    for _, hint in hinted(statement):
        name = hint_name(hint)
        if name and name.isidentifier() and name not in KNOWN:
            near = get_close_matches(name, sorted(KNOWN), 1, 0.7)
            meant = f"; `{near[0]}` is one that it knows" if near else ""
            yield Found(f"Spark knows no hint `{name}` and leaves it out{meant}.", hint_line(statement, hint), name)

"""Rows are spread by random numbers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import is_volatile
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._spark_sql import is_spark


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("insert overwrite table report select * from orders distribute by day, cast(rand() * 8 as int)")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("insert overwrite table report select * from orders distribute by day, pmod(hash(id), 8)")
            """,
            path="job.py",
        ),
    ],
)
def sql_distribute_by_random(statement: SqlStatement) -> Iterator[Found]:
    """Rows are spread over tasks by random numbers.

    ## Why it matters
    A lost executor makes Spark run some tasks again, and the second time each row draws another number: rows that
    were read by one task already go to another one too, or to none. Rows are lost and doubled without an error
    (SPARK-38388).

    ## Instead
    `pmod(hash(id), 8)` over a column that tells rows apart, which spreads as evenly and always alike; or
    `/*+ REBALANCE */`.

    ## When it stays silent
    For what is computed from columns alone.

    ## Fix
    None is made by machine: which column tells rows apart, the text does not say.
    """
    if not is_spark(statement):
        return
    for clause in statement.tree.find_all(exp.Distribute, exp.Cluster):
        for item in clause.expressions:
            if is_volatile(item):
                yield Found(
                    f"Rows are spread by {item.this.sql(dialect='spark')}, another number when a task runs again: rows "
                    "can be lost or doubled.",
                    statement.line(clause),
                    "distribute by random",
                )

"""A table is filled from a sample that is another one each time."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._spark_sql import is_spark


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("create table training as select * from events tablesample (10 percent)")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("create table training as select * from events tablesample (10 percent) repeatable (7)")
            spark.sql("select * from events tablesample (10 percent)")
            """,
            path="job.py",
        ),
    ],
)
def sql_sample_without_seed(statement: SqlStatement) -> Iterator[Found]:
    """A table is filled from a sample that is another one each time.

    ## Why it matters
    The same input gives another table at each run, and a task that runs again after a failure takes other rows than
    the first time: what was trained or tested on it cannot be repeated.

    ## Instead
    `TABLESAMPLE (10 PERCENT) REPEATABLE (7)`, or a filter on `pmod(hash(id), 100) < 10`.

    ## When it stays silent
    With a seed; for samples by number of rows or by bucket; where nothing is written.

    ## Fix
    None is made by machine.
    """
    if not is_spark(statement) or not isinstance(statement.tree, (exp.Create, exp.Insert)):
        return
    if isinstance(statement.tree, exp.Create) and statement.tree.kind != "TABLE":
        return
    for sample in statement.tree.find_all(exp.TableSample):
        if sample.args.get("percent") and not sample.args.get("seed"):
            yield Found(
                "The table is filled from a sample without a seed: each run, and each retried task, takes other rows.",
                statement.line(sample),
                "sample",
            )

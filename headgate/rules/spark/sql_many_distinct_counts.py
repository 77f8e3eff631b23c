"""Several distinct counts in one query."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._spark_sql import is_spark

_MANY = 3


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql('''
                select day, count(distinct user), count(distinct device), count(distinct city)
                from visits
                group by day
            ''')
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql('''
                select day, count(distinct user), sum(distinct user), approx_count_distinct(city), count(distinct city)
                from visits
                group by day
            ''')
            """,
            path="job.py",
        ),
    ],
)
def sql_many_distinct_counts(statement: SqlStatement) -> Iterator[Found]:
    """Several columns are counted distinctly in one query.

    ## Why it matters
    Spark makes one copy of every row for each column that is counted so, and shuffles all of them: three counts,
    three times the rows through the network.

    ## Instead
    `approx_count_distinct` (it needs no copy) where a few parts in a hundred do not matter.

    ## When it stays silent
    Below three different columns.

    ## Fix
    None is made by machine: whether an estimate will do, the text does not say.
    """
    if not is_spark(statement):
        return
    for scope in statement.scopes.all:
        over: dict[tuple[str, ...], exp.Distinct] = {}
        for node in scope.nodes:
            if isinstance(node, exp.Distinct) and isinstance(node.parent, exp.AggFunc) and node.find(exp.Column):
                over.setdefault(tuple(sorted(part.sql().lower() for part in node.expressions)), node)
        if len(over) >= _MANY:
            first = min(over.values(), key=statement.line)
            names = ", ".join(f"`{', '.join(columns)}`" for columns in list(over)[:6])
            yield Found(
                f"{len(over)} columns are counted distinctly ({names}): Spark makes that many copies of each row.",
                statement.line(first),
                "count distinct " + " ".join(sorted(" ".join(columns) for columns in over)),
            )

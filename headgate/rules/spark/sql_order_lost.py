"""A subquery is sorted, and the query around it mixes its rows."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import aggregates_of
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
            spark.sql('''
                select day, collect_list(id) as ids
                from (
                    select day, id from visits
                    order by at
                )
                group by day
            ''')
            """,
            7,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql('''
                select upper(name) as name
                from (select name from users order by name)
                where name is not null
            ''')
            spark.sql('''
                select day, count(*) as n
                from (select day, id from visits order by at limit 10)
                group by day
            ''')
            """,
            path="job.py",
        ),
    ],
)
def sql_order_lost(statement: SqlStatement) -> Iterator[Found]:
    """A subquery is sorted, and the query around it groups, joins or joins up its rows.

    ## Why it matters
    Either Spark drops the sort in silence, or it moves and sorts all rows and the shuffle after it undoes that. What
    `collect_list` or `first` gives then depends on which block came first.

    ## Instead
    Leave the ORDER BY out; sort within the aggregate: `array_sort(collect_list(struct(at, id)))`, `max_by(id, at)`;
    number rows with a window.

    ## When it stays silent
    Where the subquery is limited, or the query around it only selects and filters.

    ## Fix
    None is made by machine: an order may have been meant for the aggregate.
    """
    if not is_spark(statement):
        return
    for scope in statement.scopes.all:
        if not isinstance(scope.query, exp.Select) or not _mixes(scope.query):
            continue
        for relation in scope.relations:
            inner = relation.query
            order = inner.args.get("order") if inner is not None else None
            if inner is None or order is None or inner.args.get("limit") or inner.args.get("fetch"):
                continue
            name = relation.name or "a subquery"
            yield Found(
                f"`{name}` is sorted, and the query around it mixes its rows: the order does not last.",
                statement.line(order),
                f"order {name}",
            )


def _mixes(query: exp.Select) -> bool:
    grouped = query.args.get("group") or query.args.get("distinct") or query.args.get("joins")
    return bool(grouped) or any(True for item in query.expressions for _ in aggregates_of(item))

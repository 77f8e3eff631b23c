"""`explode` where Spark takes no generator."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._spark_sql import is_spark

_WRAPPERS = (exp.Alias, exp.Aliases, exp.Paren)


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("select id from orders where explode(tags) = 'new'")
            """,
            3,
            path="job.py",
        ),
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("select id, explode(amounts) + 1 as amount from orders")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("select id, explode(tags) as tag from orders where array_contains(tags, 'new')")
            spark.sql("select id, tag from orders lateral view explode(tags) t as tag where tag = 'new'")
            """,
            path="job.py",
        ),
    ],
)
def sql_generator_misplaced(statement: SqlStatement) -> Iterator[Found]:
    """`explode` stands where Spark takes no generator.

    ## Why it matters
    Spark refuses the query (UNSUPPORTED_GENERATOR) when it is analysed: a generator makes rows, and a condition, a
    key or an expression has no place for them.

    ## Instead
    `LATERAL VIEW explode(tags) t AS tag`, and then use `tag`; `exists(tags, x -> …)` or `array_contains` for a
    condition; `transform` for an expression on each element.

    ## When it stays silent
    As a whole item of SELECT, and in LATERAL VIEW.

    ## Fix
    None is made by machine.
    """
    if not is_spark(statement):
        return
    for call in statement.tree.find_all(exp.Explode, exp.Posexplode, exp.Inline):
        place = _place(call)
        if place:
            name = call.key
            yield Found(f"`{name}` stands in {place}, where Spark refuses it.", statement.line(call), f"{name} {place}")


def _place(call: exp.Expr) -> str:
    """Where a generator stands that may not; empty where it may, or where it is not sure."""
    node = call
    while isinstance(node.parent, _WRAPPERS):
        node = node.parent
    above = node.parent
    if isinstance(above, (exp.Where, exp.Group, exp.Having, exp.Join)):
        return {"where": "WHERE", "group": "GROUP BY", "having": "HAVING"}.get(above.key, "a join's condition")
    if isinstance(above, (exp.Binary, exp.Cast, exp.Case, exp.Not)) and not isinstance(above, exp.Dot):
        clause = above.find_ancestor(exp.Where, exp.Having, exp.Lateral, exp.Select)
        if isinstance(clause, exp.Where):
            return "WHERE"
        return "an expression" if isinstance(clause, (exp.Select, exp.Having)) else ""
    return ""

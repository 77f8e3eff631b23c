"""A join hint names a table that goes by another name in the query."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._spark_sql import JOIN_HINTS, hint_line, hint_name, hinted, relations_of


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql('''
                select /*+ BROADCAST(countries) */ o.id, c.name
                from orders o
                join countries c on o.country = c.id
            ''')
            """,
            4,
            path="job.py",
        ),
        silent(
            "spark.sql('select /*+ BROADCAST(c) now=1 */ c.id from countries c')\n",
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql('''
                select /*+ BROADCAST(c) */ o.id, c.name
                from orders o
                join countries c on o.country = c.id
            ''')
            """,
            path="job.py",
        ),
    ],
)
def sql_hint_of_unknown_table(statement: SqlStatement) -> Iterator[Found]:
    """A join hint names a table that goes by another name in the query, or is not in it.

    ## Why it matters
    Where a table has an alias, only the alias counts. Spark logs that it could not find the relation, and joins as if
    there were no hint.

    ## Instead
    Write the alias in the hint; write the hint in the query whose FROM names the table, not around it.

    ## When it stays silent
    Where each name of the hint is one of the query's own relations.

    ## Fix
    None is made by machine.
    """
    for scope, hint in hinted(statement):
        if hint_name(hint) not in JOIN_HINTS or (scope.opaque and not scope.relations):
            continue
        visible = {name for relation in scope.relations for name in relation.names}
        for name in relations_of(hint):
            if name in visible or name.rpartition(".")[2] in visible:
                continue
            yield Found(
                f"`{hint_name(hint)}({name})` does nothing: {_why(scope, name)}.",
                hint_line(statement, hint),
                f"{hint_name(hint)} {name}",
            )


def _why(scope: Scope, name: str) -> str:
    for relation in scope.relations:
        if relation.node.name.lower() == name.rpartition(".")[2] and relation.name != name:
            return f"the query calls that table `{relation.name}`"
    return f"this query has no relation `{name}`"

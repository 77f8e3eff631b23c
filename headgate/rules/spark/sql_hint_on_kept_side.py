"""A broadcast is asked of the side that an outer join keeps."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.sql.scopes import Relation, Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._spark_sql import BROADCASTS, hint_line, hint_name, hinted, relations_of


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql('''
                select /*+ BROADCAST(c) */ c.name, o.id
                from countries c
                left join orders o on o.country = c.id
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
                select /*+ BROADCAST(c) */ c.name, o.id
                from orders o
                left join countries c on o.country = c.id
            ''')
            """,
            path="job.py",
        ),
    ],
)
def sql_hint_on_kept_side(statement: SqlStatement) -> Iterator[Found]:
    """A broadcast is asked of the side whose rows an outer join keeps.

    ## Why it matters
    A row of the kept side that found no partner must come out once, and no single executor knows whether another one
    found it. Spark says "build left is not supported for left outer join" in its log, and shuffles both sides.

    ## Instead
    Broadcast the other side, if it is small; turn the join round; or take an inner join where the rows without a
    partner are filtered out afterwards.

    ## When it stays silent
    For inner joins and the side that is looked up; where the table takes part in several joins.

    ## Fix
    None is made by machine.
    """
    for scope, hint in hinted(statement):
        if hint_name(hint) not in BROADCASTS:
            continue
        for name in relations_of(hint):
            relation = scope.find(name) or scope.find(name.rpartition(".")[2])
            join = _kept_by(scope, relation) if relation is not None else ""
            if join:
                yield Found(
                    f"`{name}` cannot be broadcast: the {join} join keeps all its rows, so Spark ignores the hint and "
                    "shuffles both sides.",
                    hint_line(statement, hint),
                    f"{name} {join}",
                )


def _kept_by(scope: Scope, relation: Relation) -> str:
    """The outer join that keeps the rows of `relation`, if that is the first that it takes part in."""
    first = relation.join is None
    join = scope.relations[1].join if first and len(scope.relations) > 1 else relation.join
    if join is None:
        return ""
    side, kind = join.side.upper(), (join.kind or "").upper()
    if side == "FULL":
        return "full outer"
    if first and (side == "LEFT" or kind in ("SEMI", "ANTI")):
        return f"left {kind.lower()}" if kind in ("SEMI", "ANTI") else "left outer"
    if not first and side == "RIGHT":
        return "right outer"
    return ""

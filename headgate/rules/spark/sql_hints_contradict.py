"""Two hints ask for two ways to join one table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._spark_sql import BROADCASTS, JOIN_HINTS, hint_line, hint_name, hinted, relations_of

_MERGES = frozenset({"MERGE", "SHUFFLE_MERGE", "MERGEJOIN"})


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql('''
                select /*+ MERGE(c), BROADCAST(c) */ o.id
                from orders o
                join countries c on o.country = c.id
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
                select /*+ MAPJOIN(c), BROADCAST(c), MERGE(u) */ o.id
                from orders o
                join countries c on o.country = c.id
                join users u on o.user = u.id
            ''')
            """,
            path="job.py",
        ),
    ],
)
def sql_hints_contradict(statement: SqlStatement) -> Iterator[Found]:
    """Two hints ask for two ways to join one table.

    ## Why it matters
    Spark keeps the first hint and drops the other one with a line in the log. Readers, and the next author, follow
    whichever they see.

    ## Instead
    Keep the one that was measured to be faster.

    ## When it stays silent
    For two names of the same way, such as `MAPJOIN` and `BROADCAST`.

    ## Fix
    None is made by machine.
    """
    asked: defaultdict[tuple[int, str], list[exp.Expr]] = defaultdict(list)
    for scope, hint in hinted(statement):
        for name in relations_of(hint) if hint_name(hint) in JOIN_HINTS else ():
            asked[id(scope), name].append(hint)
    for (_, name), hints in asked.items():
        names = list(dict.fromkeys(hint_name(hint) for hint in hints))
        if len({_way(one) for one in names}) > 1:
            told = " and ".join(f"`{one}`" for one in names)
            yield Found(
                f"`{name}` is given {told}: Spark keeps `{names[0]}` and drops the rest.",
                hint_line(statement, hints[0]),
                f"{name} {' '.join(names)}",
            )


def _way(hint: str) -> str:
    return "BROADCAST" if hint in BROADCASTS else "MERGE" if hint in _MERGES else hint

"""Text is split by a sign that means something else to a pattern."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.spark.regular_expression import misread
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._spark_sql import is_spark


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("select split(path, '|')[1] as second from visits")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("select split(path, '[|]')[1], split(path, ','), split_part(path, '|', 1) from visits")
            """,
            path="job.py",
        ),
    ],
)
def sql_split_by_metacharacter(statement: SqlStatement) -> Iterator[Found]:
    """Text is split by a sign that means something else to a regular expression.

    ## Why it matters
    `split` of Spark takes a pattern. By `'|'` it gives single letters, by `'.'` empty texts, by `'*'` an error; the
    second part of `a|b` is then `|`, and nothing complains.

    ## Instead
    `split(path, '[|]')`, or `split_part(path, '|', 1)`, which takes the sign as it is (Spark 3.3 and later).

    ## When it stays silent
    For any other pattern.

    ## Fix
    Not made by machine: how a backslash has to be written depends on the string around it; brackets always work.
    """
    if not is_spark(statement):
        return
    for call in statement.tree.find_all(exp.RegexpSplit):
        pattern = call.expression
        does = misread(pattern.name) if isinstance(pattern, exp.Literal) and pattern.is_string else ""
        if does:
            yield Found(
                f"`split` takes a pattern, and `{pattern.name}` {does}; write `[{pattern.name[:1]}]`.",
                statement.line(call),
                f"split {pattern.name}",
            )

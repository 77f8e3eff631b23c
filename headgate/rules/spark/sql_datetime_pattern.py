"""A pattern of dates in SQL says another thing than is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.datetime_pattern import FUNCTIONS, fault
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._spark_sql import is_spark

_ARGUMENT = r"""(?:[^'";()]|'[^'\n]{0,200}'|"[^"\n]{0,200}"|\([^()]{0,200}\)){1,300}?"""
_CALL = re.compile(
    rf"\b(?P<name>{'|'.join(sorted(FUNCTIONS))})\s*\({_ARGUMENT},\s*"
    r"""(?P<quote>['"])(?P<pattern>[^'"\n]{1,60})(?P=quote)\s*\)""",
    re.I,
)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql('''
                select id,
                       to_date(substr(day, 1, 10), 'yyyy-mm-dd') as day
                from orders
            ''')
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql('''
                select id, to_date(day, 'yyyy-MM-dd') as day, date_format(at, 'HH:mm') as minute,
                       date_format(at, 'hh:mm a') as clock, date_format(day, 'yyyy-DDD') as ordinal
                from orders
            ''')
            """,
            path="job.py",
        ),
    ],
)
def sql_datetime_pattern(statement: SqlStatement) -> Iterator[Found]:
    """A pattern of dates says another thing than is meant.

    ## Why it matters
    The letters of patterns differ by case alone: `mm` is minutes, `YYYY` the year of the week, `DD` the day of the
    year, `hh` an hour of twelve. `to_date('2024-03-05', 'yyyy-mm-dd')` is the fifth of January, without an error.

    ## Instead
    `yyyy-MM-dd HH:mm:ss`.

    ## When it stays silent
    For letters that can be meant as they stand.

    ## Fix
    None is made by machine.
    """
    if not is_spark(statement):
        return
    first, last = statement.facts.line, max(statement.facts.end_line, statement.facts.line)
    kept = [
        text if first <= statement.file_line(number) <= last else ""
        for number, text in enumerate(statement.text.split("\n"), start=1)
    ]
    whole = "\n".join(kept)
    for call in _CALL.finditer(whole):
        why = fault(call["pattern"])
        if why:
            line = statement.file_line(whole.count("\n", 0, call.start("pattern")) + 1)
            yield Found(f"In `{call['pattern']}`, {why}.", line, f"{call['name'].lower()} {call['pattern']}")

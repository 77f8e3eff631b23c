"""A pattern of dates says another thing than is meant."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.datetime_pattern import FUNCTIONS, fault
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_OPTIONS = frozenset({"dateformat", "timestampformat", "timestampntzformat"})
_NAMES = ("format", "fmt", "dateFormat", "timestampFormat")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("orders").withColumn("day", F.to_date("day", "yyyy-mm-dd"))
            orders = orders.withColumn("month", F.date_format(F.col("day"), "YYYY-MM"))
            """,
            3,
            4,
            path="job.py",
        ),
        silent(
            """
            from datetime import datetime
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("orders").withColumn("day", F.to_date("day", "yyyy-MM-dd"))
            orders = orders.withColumn("at", F.to_timestamp("at", "yyyy-MM-dd hh:mm:ss a"))
            now = datetime.now().strftime("%Y-%m-%d")
            """,
            path="job.py",
        ),
    ],
)
def datetime_pattern(program: SparkProgram) -> Iterator[Found]:
    """A pattern of dates says another thing than is meant.

    ## Why it matters
    The letters of patterns differ by case alone: `mm` is minutes, `YYYY` the year of the week, `DD` the day of the
    year, `hh` an hour of twelve. `to_date("2024-03-05", "yyyy-mm-dd")` is the fifth of January, without an error.

    ## Instead
    `yyyy-MM-dd HH:mm:ss`.

    ## When it stays silent
    For letters that can be meant as they stand.

    ## Fix
    None is made by machine.
    """
    for call in program.calls:
        pattern = _pattern(call)
        why = fault(pattern.text) if pattern is not None and pattern.text else ""
        if why and pattern is not None:
            yield Found(f"In `{pattern.text}`, {why}.", pattern.line or call.line, f"{call.method} {pattern.text}")


def _pattern(call: Call) -> Value | None:
    """The pattern that a call is given."""
    if call.method in FUNCTIONS and call.receiver is None and call.result.sort is Sort.COLUMN:
        named = next((call.keywords[name] for name in _NAMES if name in call.keywords), None)
        return call.arguments[1] if len(call.arguments) > 1 else named
    if call.method == "option" and call.on in (Sort.READER, Sort.WRITER):
        key = call.argument(0, "key")
        if key is not None and (key.text or "").lower() in _OPTIONS:
            return call.argument(1, "value")
    return None

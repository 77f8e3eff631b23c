"""A column is split by a sign that means something else to a pattern."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import column_name
from headgate.facts.spark.program import Sort, SparkProgram
from headgate.facts.spark.regular_expression import misread
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            visits = spark.table("visits").withColumn("second", F.split("path", "|")[1])
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            visits = spark.table("visits").withColumn("second", F.split("path", "[|]")[1])
            names = "a|b".split("|")
            """,
            path="job.py",
        ),
    ],
)
def split_by_metacharacter(program: SparkProgram) -> Iterator[Found]:
    """A column is split by a sign that means something else to a regular expression.

    ## Why it matters
    `F.split` takes a pattern, unlike `str.split` of Python. By `"|"` it gives single letters, by `"."` empty texts, by
    `"*"` an error; nothing complains.

    ## Instead
    `F.split("path", "[|]")`, or `F.split_part` (Spark 3.5), which takes the sign as it is.

    ## When it stays silent
    For any other pattern, and for Python's own strings.

    ## Fix
    None is made by machine.
    """
    for call in program.calls:
        if call.method != "split" or call.receiver is not None or call.result.sort is not Sort.COLUMN:
            continue
        pattern = call.argument(1, "pattern")
        does = misread(pattern.text) if pattern is not None and pattern.text is not None else ""
        if does and pattern is not None:
            name = column_name(call.arguments[0]) if call.arguments else ""
            yield Found(
                f"`split` takes a pattern, and `{pattern.text}` {does}; write `[{(pattern.text or '')[:1]}]`.",
                call.line,
                f"split {name} {pattern.text}",
            )

"""An option of a reader or writer has a name that its format does not know."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import options
from headgate.facts.spark.program import Call, Sort, SparkProgram, chain
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_ENDS = frozenset(("csv", "json", "parquet", "orc", "text", "xml", "load", "save", "jdbc", "saveAsTable"))


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.read.option("headers", True).option("seperator", ";").csv("s3://shop/orders")
            """,
            3,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.read.option("HEADER", True).option("sep", ";").csv("s3://shop/orders")
            events = spark.read.format("our.own.format").option("headers", True).load("s3://shop/events")
            """,
            path="job.py",
        ),
    ],
)
def misspelt_option(program: SparkProgram) -> Iterator[Found]:
    """An option of a reader or writer has a name that its format does not know.

    ## Why it matters

    Options that a format does not know are ignored without a word: a header is read as a row, a separator stays a
    comma.

    ## Instead

    The option as the format spells it; case does not matter.

    ## When it stays silent

    The format is not one of Spark's own, or nothing that it knows is near to the name.

    ## Fix

    None is made by machine: the nearest name is given.
    """
    for call in program.calls:
        if call.on not in (Sort.READER, Sort.WRITER) or call.method not in _ENDS:
            continue
        steps = [call, *chain(call.receiver)]
        named = next((step.arguments[0].text for step in steps if step.method == "format" and step.arguments), None)
        known = options.of_format(named or call.method)
        for step in steps if known else ():
            for name, line in _named(step):
                meant = options.meant(name, known)
                if meant:
                    yield Found(
                        f"`{named or call.method}` has no option `{name}`; `{meant}` is near.", line, f"option.{name}"
                    )


def _named(step: Call) -> Iterator[tuple[str, int]]:
    """Options that a step sets, by name."""
    if step.method == "option" and step.arguments and step.arguments[0].text:
        yield step.arguments[0].text, step.line
    elif step.method == "options":
        yield from ((name, value.line or step.line) for name, value in step.keywords.items() if name != "**")

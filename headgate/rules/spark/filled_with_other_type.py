"""Missing values are filled with a value of another type."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.kinds_of_columns import kind_of_column
from headgate.facts.spark.program import Call, SparkProgram, Value, entity
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = (
                spark.table("shop.orders")
                .withColumn("code", F.col("code").cast("string"))
                .fillna(0, subset=["code"])
            )
            """,
            6,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = (
                spark.table("shop.orders")
                .withColumn("code", F.col("code").cast("int"))
                .fillna(0, subset=["code"])
                .fillna({"name": "", "code": 1})
            )
            """,
            path="job.py",
        ),
    ],
)
def filled_with_other_type(program: SparkProgram) -> Iterator[Found]:
    """Missing values are filled with a value of another type.

    ## Why it matters

    `fillna` leaves out, without a word, every column whose type is not that of the value: a number fills numbers, a
    text fills texts. The NULLs stay.

    ## Instead

    A value of the column's type: `fillna("0", subset=["code"])`.

    ## When it stays silent

    The column's type is not told by a cast or by a schema written in the program.

    ## Fix

    None is made by machine.
    """
    for call in program.named("fillna", "fill"):
        for name, value in _filled(call):
            told, given = kind_of_column(call.receiver, name), _kind(value)
            if told and given and told.kind != given and told.kind in ("number", "text", "boolean"):
                why = f"`{name}` is a {told.kind} (line {told.line}): a {given} does not fill it."
                yield Found(why, call.line, f"{entity(call)}.{name}")


def _filled(call: Call) -> Iterator[tuple[str, Value]]:
    """Columns that are named, each with the value that fills it."""
    value, subset = call.argument(0, "value"), call.argument(1, "subset")
    if value is not None and value.operator == "dict":
        half = len(value.parts) // 2
        yield from ((k.text, v) for k, v in zip(value.parts[:half], value.parts[half:], strict=True) if k.text)
    elif value is not None and subset is not None:
        yield from ((part.text, value) for part in (subset.parts or (subset,)) if part.text)


def _kind(value: Value) -> str:
    if not value.is_constant or value.constant is None:
        return ""
    return {str: "text", bool: "boolean", int: "number", float: "number"}[type(value.constant)]

"""Missing values are filled with a value of another type."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import Call, SparkProgram, Value, chain, entity
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_NUMBERS = ("int", "integer", "bigint", "long", "double", "float", "decimal", "smallint", "tinyint", "short", "byte")


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

    The column's type is not told by a cast or a literal in the same chain.

    ## Fix

    None is made by machine.
    """
    for call in program.named("fillna", "fill"):
        for name, value in _filled(call):
            wanted, given = _type_of(call.receiver, name), _kind(value)
            if wanted and given and wanted != given:
                told = f"`{name}` is a {wanted} (line {_line_of(call.receiver, name)}): a {given} does not fill it."
                yield Found(told, call.line, f"{entity(call)}.{name}")


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


def _made(value: Value | None, name: str) -> Call | None:
    """The `withColumn` that makes the column, nothing that could change it in between."""
    for step in chain(value):
        if step.method == "withColumn" and step.arguments and step.arguments[0].text == name:
            return step
        if step.method not in ("withColumn", "filter", "where", "cache", "persist", "fillna", "drop"):
            return None
    return None


def _type_of(value: Value | None, name: str) -> str:
    made = _made(value, name)
    cast = made.arguments[1].call if made is not None and len(made.arguments) > 1 else None
    if cast is None or cast.method != "cast" or not cast.arguments or not cast.arguments[0].text:
        return ""
    written = cast.arguments[0].text.lower().split("(")[0]
    return "number" if written in _NUMBERS else {"string": "text", "boolean": "boolean"}.get(written, "")


def _line_of(value: Value | None, name: str) -> int:
    made = _made(value, name)
    return made.line if made is not None else 0

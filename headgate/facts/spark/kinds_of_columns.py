"""What kind of values a column holds, where a cast or a written schema tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from headgate.facts.spark.plans import column_name
from headgate.facts.spark.program import Call, Value, chain
from headgate.facts.spark.types import fields_in

_KINDS = {
    **dict.fromkeys(
        ("int", "integer", "bigint", "long", "double", "float", "decimal", "smallint", "tinyint", "short", "byte"),
        "number",
    ),
    "string": "text",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "time",
}
_KEEP = frozenset(
    [
        "filter",
        "where",
        "cache",
        "persist",
        "withColumn",
        "withColumns",
        "fillna",
        "dropna",
        "drop",
        "distinct",
        "dropDuplicates",
        "orderBy",
        "sort",
        "limit",
        "repartition",
        "coalesce",
        "hint",
        "alias",
        "checkpoint",
    ]
)


class Told(NamedTuple):
    """The kind of a column's values, and the line that says so."""

    kind: str
    """`number`, `text`, `boolean`, `date` or `time`."""
    line: int


def kind_of_column(frame: Value | None, name: str) -> Told | None:
    """What the column called `name` holds; None where nothing written tells."""
    for step in chain(frame):
        if step.method == "withColumn" and step.arguments and step.arguments[0].text == name:
            return _cast(step.arguments[1], step.line) if len(step.arguments) > 1 else None
        if step.method == "withColumns" or (step.method == "select" and not _kept_by(step, name)):
            return None
        schema = _schema(step)
        if schema is not None:
            kind = schema.get(name)
            return Told(kind, step.line) if kind else None
        if step.method not in _KEEP and step.method not in _READS and step.method != "select":
            return None
    return None


_READS = frozenset(("load", "csv", "json", "parquet", "orc", "option", "options", "format", "text", "table"))


def _kept_by(select: Call, name: str) -> bool:
    items = (part for value in select.arguments for part in (value.parts or (value,)))
    return any(column_name(one) == name and _plain(one) for one in items)


def _plain(value: Value) -> bool:
    return value.text is not None or (value.call is None or value.call.method in ("col", "column"))


def _cast(value: Value, line: int) -> Told | None:
    call = value.call
    if call is None or call.method not in ("cast", "astype") or not call.arguments:
        return None
    kind = _kind(call.arguments[0])
    return Told(kind, line) if kind else None


def _kind(written: Value) -> str:
    """The kind that a type names: `"int"`, `IntegerType()`."""
    if written.text:
        return _KINDS.get(written.text.lower().split("(")[0].strip(), "")
    name = written.call.method if written.call is not None else written.qualified.rsplit(".", 1)[-1]
    return _KINDS.get(name.removesuffix("Type").lower(), "")


def _schema(step: Call) -> Mapping[str, str] | None:
    """The columns of a schema that a read or a literal frame is given."""
    given = {"schema": step.argument(0, "schema"), "createDataFrame": step.argument(1, "schema")}.get(step.method)
    if given is None:
        return None
    if given.text and " " in given.text.strip():
        return {name: _KINDS.get(type_.lower().split("(")[0], "") for name, type_ in fields_in(given.text)}
    return dict(_fields(given)) if given.call is not None and given.call.method == "StructType" else None


def _fields(schema: Value) -> Iterator[tuple[str, str]]:
    items = schema.call.arguments[0].parts if schema.call is not None and schema.call.arguments else ()
    for one in items:
        call = one.call
        if call is not None and call.method == "StructField" and len(call.arguments) > 1 and call.arguments[0].text:
            yield call.arguments[0].text, _kind(call.arguments[1])

"""Which dataset a read or a write of a Spark program means."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.dataset import DatasetId, at_path, table, topic
from headgate.facts.spark import api
from headgate.facts.spark.program import Call, Sort, Value, chain

_FORMATS = frozenset(("delta", "parquet", "json", "csv", "orc", "iceberg", "text", "avro", "hudi"))
_MANY_PATHS = frozenset(("parquet", "orc", "text", "json", "csv"))
FILE = "file"
"""Namespace of paths without a scheme, as OpenLineage names it."""
_TABLE_METHODS = ("table", "DeltaTable", "saveAsTable", "insertInto", "toTable")
_SINKS = ("append", "overwrite", "overwritePartitions", "create", "replace", "createOrReplace")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A dataset as a program speaks of it."""

    dataset: DatasetId
    text: str
    """Its name or path as written."""
    through: str = ""
    """`jdbc`, `kafka` where it is reached through one of them."""


def is_read(call: Call) -> bool:
    """Whether `call` makes a DataFrame from something stored."""
    if call.on is Sort.SESSION:
        return call.method in ("table", "DeltaTable")
    if call.on is Sort.CONTEXT:
        return call.method in ("textFile", "wholeTextFiles", "sequenceFile", "binaryFiles")
    return call.on is Sort.READER and call.method in api.READS


def is_write(call: Call) -> bool:
    """Whether `call` stores a DataFrame or an RDD."""
    if call.on is Sort.RDD:
        return call.method.startswith("saveAs")
    return call.on is Sort.WRITER and call.method in api.WRITES


def dataset_of(call: Call) -> DatasetId | None:
    """The dataset that a read or write means; None where the file does not fix it, or where there are several."""
    named = named_by(call)
    return named[0].dataset if len(named) == 1 else None


def named_by(call: Call) -> tuple[Spoken, ...]:
    """The datasets that a read or write names, in order; none where the file does not fix all of them."""
    options = _options(call)
    if call.method in _SINKS:
        opened = next((step for step in chain(call.receiver) if step.method == "writeTo"), None)
        return _table(opened.argument(0, "table")) if opened else ()
    if call.method in _TABLE_METHODS:
        return _table(call.argument(0, "name") or call.argument(0, "tableName"))
    stated = _format(call)
    if stated == "kafka":
        names = (options.get("topic") or options.get("subscribe") or "").split(",")
        return tuple(Spoken(topic(name.strip()), name.strip(), "kafka") for name in names) if names != [""] else ()
    if call.method == "jdbc" or stated in ("jdbc", "snowflake", "bigquery"):
        return _database_table(call, options)
    given = call.argument(0, "path")
    listed = given.parts if given is not None and given.operator == "list" else (given,) if given is not None else ()
    more = call.arguments[1:] if call.method in _MANY_PATHS and call.on is Sort.READER else ()
    targets = [value.text for value in (*listed, *more)] or [options.get("path")]
    return tuple(_stored(text, stated) for text in targets if text) if all(targets) else ()


def _stored(text: str, stated: str) -> Spoken:
    tabular = stated in ("iceberg", "hive") and "/" not in text
    return Spoken(table(text) if tabular else at_path(text.rstrip("/")), text)


def _table(value: Value | None) -> tuple[Spoken, ...]:
    return (spoken_table(value.text),) if value is not None and value.text else ()


def spoken_table(text: str) -> Spoken:
    """A table by name; one of `` delta.`/lake/orders` `` is the path in it."""
    first, _, rest = text.partition(".")
    if first.lower() in _FORMATS and rest.startswith("`"):
        return Spoken(at_path(rest.strip("`").rstrip("/")), rest.strip("`"))
    return Spoken(table(text), text.replace("`", ""))


def _database_table(call: Call, options: dict[str, str]) -> tuple[Spoken, ...]:
    value = call.argument(1, "table") if call.method == "jdbc" else call.argument(0, "path")
    name = (value.text if value is not None else None) or options.get("dbtable") or options.get("table")
    return (Spoken(table(name), name, "jdbc"),) if name and " " not in name.strip() else ()


def _format(call: Call) -> str:
    for step in chain(call.result):
        stated = step.argument(0, "source") if step.method == "format" else step.keywords.get("format")
        if stated is not None and stated.text:
            return stated.text.lower()
    return call.method


def _options(call: Call) -> dict[str, str]:
    found: dict[str, str] = {}
    for step in chain(call.result):
        if step.method == "option" and len(step.arguments) == 2 and step.arguments[0].text:
            found.setdefault(step.arguments[0].text.lower(), step.arguments[1].text or "")
        for key, value in step.keywords.items():
            found.setdefault(key.lower(), value.text or "")
        for value in step.arguments:
            if value.operator == "dict":
                half = len(value.parts) // 2
                for name, given in zip(value.parts[:half], value.parts[half:], strict=True):
                    found.setdefault((name.text or "").lower(), given.text or "")
    return found

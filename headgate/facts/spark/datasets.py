"""Which dataset a read or a write of a Spark program means."""

from __future__ import annotations

from headgate.dataset import DatasetId, at_path, table, topic
from headgate.facts.spark import api
from headgate.facts.spark.program import Call, Sort, Value, chain

_TABLE_METHODS = ("table", "saveAsTable", "insertInto", "toTable")
_SINKS = ("append", "overwrite", "overwritePartitions", "create", "replace", "createOrReplace")


def is_read(call: Call) -> bool:
    """Whether `call` makes a DataFrame from something stored."""
    if call.on is Sort.SESSION:
        return call.method == "table"
    if call.on is Sort.CONTEXT:
        return call.method in ("textFile", "wholeTextFiles", "sequenceFile", "binaryFiles")
    return call.on is Sort.READER and call.method in api.READS


def is_write(call: Call) -> bool:
    """Whether `call` stores a DataFrame or an RDD."""
    if call.on is Sort.RDD:
        return call.method.startswith("saveAs")
    return call.on is Sort.WRITER and call.method in api.WRITES


def dataset_of(call: Call) -> DatasetId | None:
    """The dataset that a read or write means; None where the file does not fix it."""
    options = _options(call)
    if call.method in _SINKS:
        opened = next((step for step in chain(call.receiver) if step.method == "writeTo"), None)
        return _table(opened.argument(0, "table")) if opened else None
    if call.method in _TABLE_METHODS:
        return _table(call.argument(0, "name") or call.argument(0, "tableName"))
    stated = _format(call)
    if stated == "kafka":
        name = options.get("topic") or options.get("subscribe")
        return topic(name) if name and "," not in name else None
    if call.method == "jdbc" or stated in ("jdbc", "snowflake", "bigquery"):
        return _database_table(call, options)
    where = call.argument(0, "path")
    target = where.text if where is not None else options.get("path")
    if not target and where is not None and where.operator == "list" and len(where.parts) == 1:
        target = where.parts[0].text
    if not target:
        return None
    return table(target) if stated == "iceberg" and "/" not in target else at_path(target.rstrip("/"))


def _table(value: Value | None) -> DatasetId | None:
    return table(value.text) if value is not None and value.text else None


def _database_table(call: Call, options: dict[str, str]) -> DatasetId | None:
    value = call.argument(1, "table") if call.method == "jdbc" else call.argument(0, "path")
    name = (value.text if value is not None else None) or options.get("dbtable") or options.get("table")
    return table(name) if name and " " not in name.strip() else None


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

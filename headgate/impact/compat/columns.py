"""Which column of a topic or table a change inside a schema is about: the outermost field around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.compat.change import SchemaChange

_AVRO = re.compile(r"/fields/(\d+)(?=/|$)")
_REQUIRED = ":required:"


def column_of(format_: SchemaFormat, change: SchemaChange, old: str, new: str) -> str:
    """The outermost field that `change` concerns; empty where it concerns all of the record.

    A consumer reads `address`, whatever becomes of the city inside it.
    """
    name = (change.entity or change.path).rpartition(".")[2]
    if format_ is SchemaFormat.AVRO:
        outer = _AVRO.match(change.path)
        inside = outer is not None and len(_AVRO.findall(change.path)) > 1
        return next(_fields_at(int(outer[1]), new, old), name) if inside and outer else name
    if format_ is SchemaFormat.JSON_SCHEMA:
        inner = change.path.partition("/properties/")[2].partition("/")[0]
        if inner:
            return inner.replace("~1", "/").replace("~0", "~")
        return change.entity.partition(_REQUIRED)[2]
    return name


def _fields_at(place: int, *texts: str) -> Iterator[str]:
    for text in texts:
        try:
            schema = json.loads(text)
        except (ValueError, RecursionError):
            continue
        fields = schema.get("fields") if isinstance(schema, dict) else None
        if isinstance(fields, list) and place < len(fields) and isinstance(fields[place], dict):
            yield str(fields[place].get("name", ""))

"""Data tests and constraints of properties files, and the keys that they declare."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from headgate.facts.dbt.model import DbtTest
from headgate.facts.documents import Value

_UNIQUE = ("unique", "expect_column_values_to_be_unique", "primary_key", "unique_key")
_COMBINATIONS = {
    "unique_combination_of_columns": "combination_of_columns",
    "expect_compound_columns_to_be_unique": "column_list",
    "primary_key": "column_names",
    "unique_key": "column_names",
}
"""Tests of several columns, with the argument that lists them."""
_NOT_NULL = ("not_null", "expect_column_values_to_not_be_null", "primary_key")
_KEPT = ("config", "severity", "name", "test_name", "description", "tags")


def checks_of(holder: Value, column: str = "") -> Iterator[DbtTest]:
    """The tests listed under `tests` or `data_tests` of a model, a source table or a column."""
    for section in ("tests", "data_tests"):
        for item in holder.get(section).each():
            if item.entries is None:
                yield DbtTest(item.text, column, line=item.line)
            elif (test := _test(item, column)) is not None:
                yield test


def _test(item: Value, column: str) -> DbtTest | None:
    named = item.get("test_name").text
    name, body = (named, item) if named else next(item.pairs(), ("", Value()))
    given = {**dict(body.pairs()), **dict(body.get("arguments").pairs())}
    arguments = tuple((key, json.dumps(v.plain())) for key, v in given.items() if key not in (*_KEPT, "arguments"))
    config = body.get("config") if body.get("config").present else item.get("config")
    if config.get("enabled").scalar is False:
        return None
    where = config.get("where").text or item.get("where").text
    if where:
        arguments = (*(pair for pair in arguments if pair[0] != "where"), ("where", json.dumps(where)))
    severity = config.get("severity").text or body.get("severity").text
    return DbtTest(name, column, arguments, item.line, severity.lower())


def constraints_of(holder: Value) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Constraints of a model or column as (type, columns); a column's own constraints list none."""
    for item in holder.get("constraints").each():
        yield item.get("type").text.lower(), tuple(name.lower() for name in item.get("columns").texts())


def keys_of(tests: Iterable[DbtTest]) -> Iterator[tuple[str, ...]]:
    """The column groups that `tests` declare unique over all rows."""
    for test in tests:
        arguments = dict(test.arguments)
        if "where" in arguments or "row_condition" in arguments:
            continue
        name = test.name.rpartition(".")[2]
        listed = _listed(arguments.get(_COMBINATIONS.get(name, ""), ""))
        column = test.column or str(json.loads(arguments.get("column_name", '""')) or "")
        if listed:
            yield listed
        elif name in _UNIQUE and column.isidentifier():
            yield (column.lower(),)


def not_null_columns(tests: Iterable[DbtTest]) -> Iterator[str]:
    """Columns of which a test says that they hold no NULL in any row."""
    for test in tests:
        unconditional = "where" not in dict(test.arguments)
        if unconditional and test.column and test.name.rpartition(".")[2] in _NOT_NULL:
            yield test.column.lower()


def _listed(text: str) -> tuple[str, ...]:
    names = json.loads(text) if text else []
    if not isinstance(names, list):
        return ()
    found = tuple(str(name).strip('"`').lower() for name in names)
    return found if all(name.isidentifier() for name in found) else ()

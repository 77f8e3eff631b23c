"""Source tables from dbt's properties files: columns, types and tests of `sources:`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from headgate.design.source.draft import Draft
from headgate.design.source.model import ForeignKey, Kind, SourceColumn, SourceTable
from headgate.design.source.types import PLAIN, by_name, of_sql
from headgate.design.source.words import snake
from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml


def read(text: str, origin: str, dialect: str, draft: Draft) -> None:
    """Add the source tables of a properties file.

    Source: dbt, "Source properties", "Data tests".
    """
    try:
        documents = read_yaml(text)
    except HeadgateError as error:
        draft.unread.append(f"{origin} is not read: {error}")
        return
    found = False
    for document in documents:
        for source in document.get("sources").each():
            for table in source.get("tables").each():
                found = True
                draft.add(_table(table, snake(source.get("name").text), origin, dialect, draft))
    if not found:
        draft.unread.append(f"{origin} lists no tables under `sources:`.")


def _table(told: Value, group: str, origin: str, dialect: str, draft: Draft) -> SourceTable:
    name = told.get("name").text
    columns: list[SourceColumn] = []
    unique: list[tuple[str, ...]] = []
    foreign: list[ForeignKey] = []
    guessed: list[str] = []
    for column in told.get("columns").each():
        written = column.get("name").text
        tests = dict(_tests(column))
        kind, plain = _type(column, written, dialect, guessed)
        values = tests["accepted_values"].get("values").texts() if "accepted_values" in tests else ()
        named = snake(written)
        columns.append(
            SourceColumn(
                named,
                kind,
                plain,
                "not_null" in tests,
                values if kind is Kind.TEXT else (),
                written,
                column.get("description").text,
            )
        )
        if "unique" in tests:
            unique.append((named,))
        if "relationships" in tests:
            foreign.append(_points(named, tests["relationships"]))
    for test, value in _tests(told):
        if test.endswith(("unique_combination_of_columns", "compound_columns_unique")):
            listed = value.get("combination_of_columns").texts() or value.get("column_list").texts()
            unique.append(tuple(snake(one) for one in listed))
    if guessed:
        draft.assumed.append(f"Types of {name} by their names, for want of data_type: {', '.join(guessed[:12])}.")
    required = {column.name for column in columns if column.required}
    key = next((one for one in unique if set(one) <= required), unique[0] if unique else ())
    if key:
        columns = [replace(one, required=one.required or one.name in key) for one in columns]
    reason = "its unique test" if key else ""
    rest = tuple(one for one in unique if one != key)
    written = told.get("identifier").text or name
    return SourceTable(snake(name), tuple(columns), key, reason, rest, tuple(foreign), group, written, origin)


def _type(column: Value, written: str, dialect: str, guessed: list[str]) -> tuple[Kind, str]:
    told = column.get("data_type").text
    if told:
        return of_sql(told, dialect)
    kind = by_name(snake(written))
    guessed.append(f"{written} {kind.value}")
    return kind, PLAIN[kind]


def _tests(told: Value) -> Iterator[tuple[str, Value]]:
    """Names and arguments of the tests of a column or table."""
    for key in ("tests", "data_tests"):
        for test in told.get(key).each():
            if test.entries is None:
                yield test.text.rpartition(".")[2], Value()
                continue
            for name, value in list(test.pairs())[:1]:
                inner = value.get("arguments")
                yield name.rpartition(".")[2], inner if inner.present else value
    for constraint in told.get("constraints").each():
        kind = constraint.get("type").text
        if kind == "primary_key" and not constraint.get("columns").present:
            yield "unique", Value()
            yield "not_null", Value()
        elif kind in ("not_null", "unique"):
            yield kind, Value()


def _points(column: str, test: Value) -> ForeignKey:
    target = test.get("to").text.replace("'", '"')
    table = target.split('"')[-2] if target.count('"') >= 2 else target
    return ForeignKey((column,), snake(table), (snake(test.get("field").text),), True, "its relationships test")

"""Calls of Rails migrations as SQL statements, each with its line.

Source: Rails API, "ActiveRecord::ConnectionAdapters::SchemaStatements".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from headgate.impact.compat.migration.lines import quoted
from headgate.impact.compat.migration.rails.columns import columns, default_of, definition, key_type, type_of
from headgate.impact.compat.migration.ruby import Call, Value

Statements: TypeAlias = Iterator[tuple[int, str]]


def _create_table(call: Call) -> Statements:
    table = quoted(call.text(0))
    listed: list[str] = []
    key = call.options.get("primary_key")
    if call.options.get("id") is not False and not isinstance(key, list):
        kind = call.options.get("id")
        listed.append(f"{quoted(key if isinstance(key, str) else 'id')} {key_type(kind)} PRIMARY KEY")
    later: list[tuple[int, str]] = []
    for one in call.block:
        listed += columns(one)
        later += _beside(table, one)
    lenient = "IF NOT EXISTS " if call.options.get("if_not_exists") is True else ""
    if call.options.get("force") is True:
        yield call.line, f"DROP TABLE IF EXISTS {table}"
    yield call.line, f"CREATE TABLE {lenient}{table} ({', '.join(listed)})"
    yield from later


def _beside(table: str, one: Call) -> Statements:
    """Indexes of a table's block."""
    if one.name == "index":
        yield one.line, _create_index(table, one.texts(0), one.options)


def _add_column(call: Call) -> Statements:
    lenient = "IF NOT EXISTS " if call.options.get("if_not_exists") is True else ""
    column = definition(call.text(1), call.text(2), call.options)
    yield call.line, f"ALTER TABLE {quoted(call.text(0))} ADD COLUMN {lenient}{column}"


def _add_reference(call: Call) -> Statements:
    table, name = quoted(call.text(0)), call.text(1)
    inner = Call("references", call.line, values=[name], options=call.options)
    for column in columns(inner):
        yield call.line, f"ALTER TABLE {table} ADD COLUMN {column}"
    index = call.options.get("index", True)
    if index is not False:
        yield call.line, _create_index(table, [f"{name}_id"], index if isinstance(index, dict) else {})
    key = call.options.get("foreign_key")
    if key:
        late = " NOT VALID" if isinstance(key, dict) and key.get("validate") is False else ""
        told = (
            f"ALTER TABLE {table} ADD CONSTRAINT fk_{name} FOREIGN KEY ({quoted(f'{name}_id')}) REFERENCES other (id)"
        )
        yield call.line, told + late


def _create_index(table: str, names: list[str], options: Mapping[str, Value]) -> str:
    unique = "UNIQUE " if options.get("unique") is True else ""
    beside = "CONCURRENTLY " if options.get("algorithm") == "concurrently" else ""
    lenient = "IF NOT EXISTS " if options.get("if_not_exists") is True else ""
    name = options.get("name")
    named = f"{lenient}{quoted(name)} " if isinstance(name, str) else ""
    return f"CREATE {unique}INDEX {beside}{named}ON {table} ({', '.join(quoted(one) for one in names) or 'id'})"


def _add_index(call: Call) -> Statements:
    yield call.line, _create_index(quoted(call.text(0)), call.texts(1), call.options)


def _remove_index(call: Call) -> Statements:
    beside = "CONCURRENTLY " if call.options.get("algorithm") == "concurrently" else ""
    name = call.options.get("name")
    column = call.options.get("column")
    told = call.texts(1) or [one for one in (column if isinstance(column, list) else [column]) if isinstance(one, str)]
    # Rails calls an index by its table and columns.
    usual = "_".join(("index", call.text(0), *(("on", "_and_".join(told)) if told else ())))
    yield call.line, f"DROP INDEX {beside}{quoted(name if isinstance(name, str) else usual)}"


def _remove_columns(call: Call) -> Statements:
    names = [call.text(1)] if call.name == "remove_column" else [call.text(at) for at in range(1, len(call.values))]
    for name in names:
        yield call.line, f"ALTER TABLE {quoted(call.text(0))} DROP COLUMN {quoted(name)}"


def _remove_reference(call: Call) -> Statements:
    yield call.line, f"ALTER TABLE {quoted(call.text(0))} DROP COLUMN {quoted(call.text(1) + '_id')}"


def _remove_timestamps(call: Call) -> Statements:
    for name in ("created_at", "updated_at"):
        yield call.line, f"ALTER TABLE {quoted(call.text(0))} DROP COLUMN {name}"


def _change_column(call: Call) -> Statements:
    alter = f"ALTER TABLE {quoted(call.text(0))} ALTER COLUMN {quoted(call.text(1))}"
    using = " USING x" if "using" in call.options else ""
    yield call.line, f"{alter} TYPE {type_of(call.text(2), call.options)}{using}"
    if "default" in call.options:
        default = call.options["default"]
        yield call.line, f"{alter} DROP DEFAULT" if default is None else f"{alter} SET DEFAULT {default_of(default)}"
    if isinstance(call.options.get("null"), bool):
        yield call.line, f"{alter} {'DROP' if call.options['null'] else 'SET'} NOT NULL"


def _change_column_null(call: Call) -> Statements:
    alter = f"ALTER TABLE {quoted(call.text(0))} ALTER COLUMN {quoted(call.text(1))}"
    null = call.values[2] if len(call.values) > 2 else None
    if isinstance(null, bool):
        yield call.line, f"{alter} {'DROP' if null else 'SET'} NOT NULL"


def _change_column_default(call: Call) -> Statements:
    alter = f"ALTER TABLE {quoted(call.text(0))} ALTER COLUMN {quoted(call.text(1))}"
    value = call.options.get("to", call.values[2] if len(call.values) > 2 else None)
    yield call.line, f"{alter} DROP DEFAULT" if value is None else f"{alter} SET DEFAULT {default_of(value)}"


def _add_foreign_key(call: Call) -> Statements:
    late = " NOT VALID" if call.options.get("validate") is False else ""
    name = call.options.get("name")
    named = quoted(name) if isinstance(name, str) else f"fk_{quoted(call.text(1))}"
    told = f"ALTER TABLE {quoted(call.text(0))} ADD CONSTRAINT {named} FOREIGN KEY (id)"
    yield call.line, f"{told} REFERENCES {quoted(call.text(1))} (id){late}"


def _add_check(call: Call) -> Statements:
    late = " NOT VALID" if call.options.get("validate") is False else ""
    name = call.options.get("name")
    named = quoted(name) if isinstance(name, str) else "chk"
    yield call.line, f"ALTER TABLE {quoted(call.text(0))} ADD CONSTRAINT {named} CHECK ({call.text(1) or 'true'}){late}"


def _validate(call: Call) -> Statements:
    name = call.options.get("name")
    named = name if isinstance(name, str) else call.text(1)
    if call.name == "validate_foreign_key" and not isinstance(name, str):
        named = f"fk_{named}"
    yield call.line, f"ALTER TABLE {quoted(call.text(0))} VALIDATE CONSTRAINT {quoted(named or 'chk')}"


def _change_table(call: Call) -> Statements:
    """`change_table :orders do |t| … end`: each line as the call that says the same of the table."""
    table = call.values[:1]
    for one in call.block:
        inner = Call(one.name, one.line, values=[*table, *one.values], options=one.options)
        name = {"remove": "remove_columns", "rename": "rename_column", "change": "change_column",
                "change_default": "change_column_default", "change_null": "change_column_null", "index": "add_index",
                "remove_references": "remove_reference", "remove_belongs_to": "remove_reference",
                "references": "add_reference", "belongs_to": "add_reference", "remove_timestamps": "remove_timestamps",
                "check_constraint": "add_check_constraint", "foreign_key": "add_foreign_key"}.get(one.name)  # fmt: skip
        if name is not None:
            inner.name = name
            yield from STATEMENTS[name](inner)
        else:
            for column in columns(one):
                yield one.line, f"ALTER TABLE {quoted(call.text(0))} ADD COLUMN {column}"


def _add_timestamps(call: Call) -> Statements:
    for column in columns(Call("timestamps", call.line, options=call.options)):
        yield call.line, f"ALTER TABLE {quoted(call.text(0))} ADD COLUMN {column}"


def _execute(call: Call) -> Statements:
    for statement in call.text(0).split(";"):
        if statement.strip():
            yield call.line, statement


STATEMENTS: Mapping[str, Callable[[Call], Statements]] = {
    "create_table": _create_table,
    "drop_table": lambda call: iter([(call.line, f"DROP TABLE {quoted(call.text(0))}")]),
    "rename_table": lambda call: iter(
        [(call.line, f"ALTER TABLE {quoted(call.text(0))} RENAME TO {quoted(call.text(1))}")]
    ),
    "change_table": _change_table,
    "add_column": _add_column,
    "add_reference": _add_reference,
    "add_belongs_to": _add_reference,
    "add_timestamps": _add_timestamps,
    "remove_column": _remove_columns,
    "remove_columns": _remove_columns,
    "remove_reference": _remove_reference,
    "remove_belongs_to": _remove_reference,
    "remove_timestamps": _remove_timestamps,
    "rename_column": lambda call: iter(
        [
            (
                call.line,
                f"ALTER TABLE {quoted(call.text(0))} RENAME COLUMN {quoted(call.text(1))} TO {quoted(call.text(2))}",
            )
        ]
    ),
    "change_column": _change_column,
    "change_column_null": _change_column_null,
    "change_column_default": _change_column_default,
    "add_index": _add_index,
    "remove_index": _remove_index,
    "add_foreign_key": _add_foreign_key,
    "validate_foreign_key": _validate,
    "add_check_constraint": _add_check,
    "validate_check_constraint": _validate,
    "validate_constraint": _validate,
    "execute": _execute,
}
"""How each known call is said in SQL; calls on models are no changes of tables."""

"""ALTER statements that a lake's table format refuses, or takes only after a property is set.

Sources: Delta Lake, "Column mapping", "Type widening"; Apache Iceberg specification, "Schema Evolution"; Apache
Iceberg, "Spark DDL".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.columns import ColumnState, state_of, widens
from headgate.impact.compat.ddl.lakes import grows, lake_tables
from headgate.impact.compat.ddl.locks.script import lock
from headgate.impact.compat.ddl.statements import Words

_MAPPING = "delta.columnmapping.mode"
_WIDENING = "delta.enabletypewidening"
_DELTA_WIDER = {
    "tinyint": ("smallint", "int", "bigint", "double", "decimal"), "smallint": ("int", "bigint", "double", "decimal"),
    "int": ("bigint", "double", "decimal"), "integer": ("bigint", "double", "decimal"), "bigint": ("decimal",),
    "float": ("double",), "date": ("timestamp_ntz",),
}  # fmt: skip
_NAMED = "'delta.columnMapping.mode' = 'name', 'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5'"


@dataclass
class _Known:
    format: str
    columns: dict[str, ColumnState]
    properties: dict[str, str] = field(default_factory=dict)


def refused(earlier: list[Words], script: list[Words]) -> Iterator[SchemaChange]:
    """Statements of `script` that fail on tables of lakes that `earlier` statements or its own made."""
    tables: dict[str, _Known] = {}
    for words in earlier:
        _note(tables, words)
    for words in script:
        if words.starts("ALTER", "TABLE"):
            table, rest = words.after("ALTER", "TABLE").name()
            if table in tables:
                yield from _altered(table, tables[table], rest)
        _note(tables, words)


def _note(tables: dict[str, _Known], words: Words) -> None:
    for made in lake_tables([words]):
        if not (made.kept and made.name in tables):
            tables[made.name] = _Known(made.format, dict(made.columns), _properties(words))
    if words.starts("ALTER", "TABLE"):
        table, rest = words.after("ALTER", "TABLE").name()
        if table in tables and rest.starts("SET", "TBLPROPERTIES"):
            tables[table].properties.update(_properties(words))


def _properties(words: Words) -> dict[str, str]:
    """What TBLPROPERTIES sets, names and values in lower case."""
    for at, word in enumerate(words.words):
        if word.upper == "TBLPROPERTIES":
            inside = Words(words.words[at + 1 :]).bracket()[0]
            pairs = (part.words for part in inside.split())
            return {pair[0].text.lower(): pair[-1].text.lower() for pair in pairs if len(pair) > 1}
    return {}


def _altered(table: str, known: _Known, rest: Words) -> Iterator[SchemaChange]:
    drops = rest.starts("DROP", "COLUMN") or rest.starts("DROP", "COLUMNS")
    if known.format == "delta" and (drops or rest.starts("RENAME", "COLUMN")):
        if known.properties.get(_MAPPING) not in ("name", "id"):
            what = "dropped" if drops else "renamed"
            told = f"Delta refuses that a column of {table} is {what}: its column mapping has no mode 'name'"
            yield lock(
                "delta-needs-column-mapping", table, rest, told, f"ALTER TABLE {table} SET TBLPROPERTIES ({_NAMED});"
            )
    elif rest.starts("ALTER") or rest.starts("CHANGE"):
        yield from _retyped(table, known, rest)


def _retyped(table: str, known: _Known, rest: Words) -> Iterator[SchemaChange]:
    name, definition = rest.after("ALTER", "CHANGE", "COLUMN").name()
    if rest.starts("CHANGE"):
        renamed, definition = definition.name()
        if renamed != name:
            return
    elif not definition.starts("TYPE"):
        return
    old, new = known.columns.get(name, ColumnState()).type, state_of(definition.after("TYPE")).type
    if not old or not new or old == new:
        return
    if known.format == "delta" and _delta_widens(old, new):
        if known.properties.get(_WIDENING) != "true":
            told = f"Delta widens {table}.{name} from {old} to {new} in tables with type widening alone"
            safely = f"ALTER TABLE {table} SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true');"
            yield lock("delta-needs-type-widening", table, rest, told, safely)
    elif known.format == "delta" or (known.format == "iceberg" and not grows("iceberg", old, new)):
        told = f"{known.format.capitalize()} does not change {table}.{name} from {old} to {new} in place"
        safely = (
            f"ALTER TABLE {table} ADD COLUMN {name}_new {new};\n"
            f"UPDATE {table} SET {name}_new = CAST({name} AS {new});  -- then move readers, then drop {name}"
        )
        yield lock("lake-type-change-refused", table, rest, told, safely)


def _delta_widens(old: str, new: str) -> bool:
    if old.startswith("decimal") and new.startswith("decimal"):
        return widens(old, new)
    return new.partition("(")[0] in _DELTA_WIDER.get(old, ())

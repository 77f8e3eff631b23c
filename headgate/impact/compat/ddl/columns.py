"""Tables and their columns as DDL declares them, and which types hold all values of which others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from headgate.impact.compat.ddl.statements import Word, Words

CONSTRAINTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE", "INDEX", "KEY", "FULLTEXT", "SPATIAL")
_AFTER_TYPE = (
    "NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "CONSTRAINT", "GENERATED", "COLLATE",
    "USING", "AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY", "COMMENT", "AFTER", "FIRST", "AS", "ON", "ENCODE",
)  # fmt: skip
SERIAL = ("SERIAL", "BIGSERIAL", "SMALLSERIAL", "SERIAL2", "SERIAL4", "SERIAL8")
_WIDER = {"smallint": 1, "int2": 1, "integer": 2, "int": 2, "int4": 2, "bigint": 3, "int8": 3}

_DIGITS = {"tinyint": 3, "smallint": 5, "int2": 5, "integer": 10, "int": 10, "int4": 10, "bigint": 19, "int8": 19}
_DOUBLES = ("double precision", "double", "float8")
_WHOLE_DIGITS_OF_A_DOUBLE = 15
_KNOWN = frozenset(
    (
        *_DIGITS, "real", "float", "float4", "double", "float8", "numeric", "decimal", "number", "money", "varchar",
        "char", "character", "bpchar", "text", "nvarchar", "nchar", "varchar2", "clob", "string", "citext", "date",
        "time", "timetz", "timestamp", "timestamptz", "datetime", "datetime2", "interval", "boolean", "bool", "bit",
        "bytea", "blob", "binary", "varbinary", "bytes", "uuid", "json", "jsonb", "xml", "inet", "cidr", "mediumint",
        "mediumtext", "longtext", "tinytext", "long", "short", "byte", "uniqueidentifier", "serial", "bigserial",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnState:
    """A column as the statements so far leave it."""

    type: str = ""
    """Lower case; empty where it was never seen."""
    required: bool = False
    """NOT NULL, as far as seen."""
    filled: bool = False
    """It gets a value by itself: a default, a sequence, a computed column."""
    line: int = 0


@dataclass
class Tables:
    """Known tables; one that was not created in a known statement has no entry."""

    known: dict[str, dict[str, ColumnState]] = field(default_factory=dict)

    def column(self, table: str, name: str) -> ColumnState:
        return self.known.get(table, {}).get(name, ColumnState())


def widens(old: str, new: str) -> bool:
    """Whether every value of a column type fits the other; False also where that is not known."""
    if old in _WIDER and new in _WIDER:
        return _WIDER[old] <= _WIDER[new]
    (old_name, old_size), (new_name, new_size) = _sized(old), _sized(new)
    if _exactly(old, new_name, new_size):
        return True
    if old_name in ("varchar", "character varying", "char", "character") and new_name in ("text", "string"):
        return True
    if old_name == new_name and old_size and new_size and len(old_size) == len(new_size):
        if len(old_size) == 2:
            return new_size[1] >= old_size[1] and new_size[0] - new_size[1] >= old_size[0] - old_size[1]
        return new_size[0] >= old_size[0]
    return bool(old_name) and old_name == new_name and not new_size


def is_known(type_: str) -> bool:
    """Whether a type is one of SQL's own, and no name that the repository gave to an enum or a domain."""
    name = _sized(type_.removesuffix("[]"))[0]
    return name in _KNOWN or name.partition(" ")[0] in _KNOWN


def _exactly(old: str, new: str, size: tuple[int, ...]) -> bool:
    """Whether a number type holds all whole numbers, or floats, of a smaller one without loss."""
    if old in _DIGITS and new in _DOUBLES:
        return _DIGITS[old] <= _WHOLE_DIGITS_OF_A_DOUBLE
    if old in _DIGITS and new in ("numeric", "decimal", "number"):
        return not size or size[0] - (size[1] if len(size) > 1 else 0) >= _DIGITS[old]
    return old in ("real", "float4") and new in _DOUBLES


def _sized(type_: str) -> tuple[str, tuple[int, ...]]:
    name, _, inside = type_.partition("(")
    parts = inside.rstrip(")").split(",") if inside else []
    return name.strip(), tuple(int(part) for part in parts if part.strip().isdigit())


def columns_declared(words: Words) -> Iterator[tuple[str, str, Words]]:
    """Table, column and type of each column that a CREATE or ALTER TABLE makes or changes."""
    made = words.after("CREATE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED")
    if words.starts("CREATE") and made.starts("TABLE"):
        table, rest = made.after("TABLE", "IF", "NOT", "EXISTS").name()
        for part in rest.bracket()[0].split() if rest.starts("(") else ():
            if part.words[0].upper not in (*CONSTRAINTS, "LIKE"):
                yield from _typed(table, part)
    elif words.starts("ALTER", "TABLE"):
        table, rest = words.after("ALTER", "TABLE", "IF", "EXISTS", "ONLY").name()
        for action in rest.split():
            if action.starts("ADD") and action.after("ADD").words[:1] and action.words[1].upper not in CONSTRAINTS:
                yield from _typed(table, action.after("ADD", "COLUMN", "IF", "NOT", "EXISTS"))
            elif action.starts("ALTER"):
                name, change = action.after("ALTER", "COLUMN").name()
                if change.starts("TYPE") or change.starts("SET", "DATA", "TYPE"):
                    type_ = change.after("SET", "DATA", "TYPE").before(*_AFTER_TYPE)
                    yield from [(table, name, type_)] if type_.words else []


def _typed(table: str, definition: Words) -> Iterator[tuple[str, str, Words]]:
    name, rest = definition.name()
    type_ = rest.before(*_AFTER_TYPE)
    if type_.words:
        yield table, name, type_


def columns_in(inside: Words) -> Iterator[tuple[str, ColumnState]]:
    for part in inside.split():
        if part.words[0].upper not in (*CONSTRAINTS, "LIKE", "PERIOD"):
            name, rest = part.name()
            yield name, replace(state_of(rest), line=part.line)


def state_of(definition: Words) -> ColumnState:
    kind = str(definition.before(*_AFTER_TYPE)).lower()
    serial = bool(definition.words) and definition.words[0].text.upper() in SERIAL
    generated = any(definition.has(word) for word in ("GENERATED", "AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY", "AS"))
    filled = serial or generated or _has_default(definition)
    required = definition.has("NOT", "NULL") or definition.has("PRIMARY", "KEY")
    return ColumnState(kind, required, filled)


def _has_default(definition: Words) -> bool:
    words: list[Word] = list(definition.flat())
    for at, word in enumerate(words):
        if word.upper == "DEFAULT":
            return at + 1 >= len(words) or words[at + 1].upper != "NULL"
    return False

"""Liquibase changelogs in XML and YAML as SQL, a changeset at a time.

Source: Liquibase, "Change Types", "changeSet".
"""

from __future__ import annotations

import xml.parsers.expat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml
from headgate.impact.compat.migration.lines import Script, literal, quoted

_MAX_DEPTH = 60


@dataclass
class Change:
    """A change, or a part of one, with its attributes by name."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[Change] = field(default_factory=list)
    text: str = ""

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def each(self, name: str) -> Iterator[Change]:
        """The parts of a name, also those that a list holds."""
        for part in self.parts:
            if part.name == name:
                yield part
            elif part.name == f"{name}s":
                yield from part.each(name)


@dataclass(frozen=True)
class Changeset:
    """Changes that run together, once."""

    id: str
    """`author:id`."""
    line: int
    changes: tuple[Change, ...]
    reruns: bool = False
    """`runOnChange` or `runAlways`: it may be edited."""
    shown: str = ""
    """What it says, for comparison with another version of itself."""


def is_liquibase(path: str, text: str) -> bool:
    """Whether a file is a changelog that is read here, by its name and first words."""
    if path.endswith(".xml"):
        return "<databaseChangeLog" in text[:5_000]
    return path.endswith((".yaml", ".yml")) and "databaseChangeLog:" in text[:5_000]


def changesets(path: str, text: str) -> tuple[Changeset, ...]:
    """The changesets of a changelog, in order; none where it cannot be read."""
    top = _xml(text) if path.endswith(".xml") else _yaml(text)
    return tuple(_changeset(one) for one in top.each("changeSet")) if top else ()


def included(path: str, text: str) -> tuple[tuple[str, str, bool], ...]:
    """What a changelog includes, in order: `include`, `includeAll` or `sqlFile`, the path, whether it is relative."""
    top = _xml(text) if path.endswith(".xml") else _yaml(text)
    found: list[tuple[str, str, bool]] = []
    for one in top.parts if top else ():
        files = [one] if one.name in ("include", "includeAll") else [*_sql_files(one)]
        for file in files:
            name = (file.get("file") or file.get("path")).removeprefix("classpath:").lstrip("/")
            if name:
                found.append((file.name, name, file.get("relativeToChangelogFile") == "true"))
    return tuple(found)


def _sql_files(one: Change) -> Iterator[Change]:
    for part in one.parts:
        if part.name == "sqlFile":
            yield part
        elif part.name == "changes":
            yield from _sql_files(part)


def to_sql(sets: tuple[Changeset, ...]) -> str:
    """The SQL of changesets, as far as their changes are known."""
    script = Script()
    for one in sets:
        for change in one.changes:
            for statement in _statements(change):
                script.add(change.line, statement)
    return script.text()


def _changeset(one: Change) -> Changeset:
    again = any(one.get(name) == "true" for name in ("runOnChange", "runAlways"))
    known = [part for part in one.parts if part.name in _CHANGES]
    listed = [part for part in one.parts if part.name == "changes"]
    changes = (*known, *(inner for part in listed for inner in part.parts if inner.name in _CHANGES))
    return Changeset(f"{one.get('author')}:{one.get('id')}", one.line, changes, again, _shown(one))


def _shown(one: Change) -> str:
    inside = " ".join(_shown(part) for part in one.parts if part.name not in ("comment", "preConditions", "rollback"))
    return f"{one.name}{sorted(one.attributes.items())}{' '.join(one.text.split())}({inside})"


def _xml(text: str) -> Change | None:
    """The document as nested changes; None where it is no XML, or declares what is not to be trusted."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return None
    top = Change("", 1)
    stack = [top]
    parser = xml.parsers.expat.ParserCreate()

    def opened(name: str, attributes: dict[str, str]) -> None:
        made = Change(name.rpartition(":")[2], parser.CurrentLineNumber, dict(attributes))
        stack[-1].parts.append(made)
        stack.append(made)
        if len(stack) > _MAX_DEPTH:
            raise ValueError("nested too deeply")

    def closed(_: str) -> None:
        stack.pop()

    def said(data: str) -> None:
        stack[-1].text += data

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opened, closed, said
    try:
        parser.Parse(text, True)
    except (xml.parsers.expat.ExpatError, ValueError):
        return None
    return top.parts[0] if top.parts else None


def _yaml(text: str) -> Change | None:
    try:
        documents = read_yaml(text)
    except HeadgateError:
        return None
    listed = documents[0].get("databaseChangeLog").each() if documents else []
    return Change("databaseChangeLog", 1, {}, [part for one in listed for part in _entries(one)])


def _entries(value: Value) -> Iterator[Change]:
    for name, inner in value.pairs():
        yield _change(name, inner, value.keys.get(name, inner.line))


def _change(name: str, value: Value, line: int) -> Change:
    made = Change(name, line)
    for key, inner in value.pairs():
        if inner.items is None and inner.entries is None:
            made.attributes[key] = inner.text
        else:
            made.parts.append(_change(key, inner, value.keys.get(key, inner.line)))
    for item in value.each():
        made.parts += _entries(item)
    return made


def _table(change: Change, name: str = "tableName", schema: str = "schemaName") -> str:
    own = quoted(change.get(name))
    return f"{quoted(change.get(schema))}.{own}" if change.get(schema) else own


def _column(one: Change) -> str:
    words = [quoted(one.get("name")), one.get("type") or "unknown"]
    defaults = [key for key in one.attributes if key.startswith("defaultValue")]
    if defaults:
        computed = defaults[0] == "defaultValueComputed"
        words.append(f"DEFAULT {one.get(defaults[0]) if computed else literal(one.get(defaults[0]))}")
    if one.get("autoIncrement") == "true":
        words.append("GENERATED ALWAYS AS IDENTITY")
    for limits in one.each("constraints"):
        words.append("NOT NULL" if limits.get("nullable") == "false" else "")
        words.append("PRIMARY KEY" if limits.get("primaryKey") == "true" else "")
    return " ".join(word for word in words if word)


def _statements(change: Change) -> Iterator[str]:
    yield from _CHANGES[change.name](change)


def _alter(action: Callable[[Change], str]) -> Callable[[Change], Iterator[str]]:
    return lambda change: iter([f"ALTER TABLE {_table(change)} {action(change)}"])


def _dropped_columns(change: Change) -> Iterator[str]:
    names = (
        [change.get("columnName")] if change.get("columnName") else [one.get("name") for one in change.each("column")]
    )
    for name in names:
        yield f"ALTER TABLE {_table(change)} DROP COLUMN {quoted(name)}"


def _index(change: Change) -> Iterator[str]:
    unique = "UNIQUE " if change.get("unique") == "true" else ""
    columns = ", ".join(quoted(one.get("name")) for one in change.each("column"))
    yield f"CREATE {unique}INDEX {quoted(change.get('indexName') or 'ix')} ON {_table(change)} ({columns or 'id'})"


def _foreign_key(change: Change) -> Iterator[str]:
    table = _table(change, "baseTableName", "baseTableSchemaName")
    name = quoted(change.get("constraintName") or "fk")
    late = " NOT VALID" if change.get("validate") == "false" else ""
    yield (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({change.get('baseColumnNames') or 'id'}) "
        f"REFERENCES {_table(change, 'referencedTableName')} (id){late}"
    )


def _named(change: Change, key: str, other: str = "") -> str:
    return quoted(change.get(key) or other)


def _created(change: Change) -> Iterator[str]:
    yield f"CREATE TABLE {_table(change)} ({', '.join(_column(one) for one in change.each('column'))})"


def _added(change: Change) -> Iterator[str]:
    for one in change.each("column"):
        yield f"ALTER TABLE {_table(change)} ADD COLUMN {_column(one)}"


def _renamed_table(change: Change) -> Iterator[str]:
    yield f"ALTER TABLE {_table(change, 'oldTableName')} RENAME TO {_named(change, 'newTableName')}"


def _renamed_column(change: Change) -> str:
    return f"RENAME COLUMN {_named(change, 'oldColumnName')} TO {_named(change, 'newColumnName')}"


def _constraint(kind: str) -> Callable[[Change], Iterator[str]]:
    def action(change: Change) -> str:
        return f"ADD CONSTRAINT {_named(change, 'constraintName', 'c')} {kind} ({change.get('columnNames')})"

    return _alter(action)


def _of_column(action: str) -> Callable[[Change], Iterator[str]]:
    return _alter(lambda change: f"ALTER COLUMN {_named(change, 'columnName')} {action}")


_CHANGES: Mapping[str, Callable[[Change], Iterator[str]]] = {
    "createTable": _created,
    "dropTable": lambda one: iter([f"DROP TABLE {_table(one)}"]),
    "renameTable": _renamed_table,
    "addColumn": _added,
    "dropColumn": _dropped_columns,
    "renameColumn": _alter(_renamed_column),
    "modifyDataType": _alter(lambda one: f"ALTER COLUMN {_named(one, 'columnName')} TYPE {one.get('newDataType')}"),
    "addNotNullConstraint": _of_column("SET NOT NULL"),
    "dropNotNullConstraint": _of_column("DROP NOT NULL"),
    "addDefaultValue": _of_column("SET DEFAULT 0"),
    "dropDefaultValue": _of_column("DROP DEFAULT"),
    "createIndex": _index,
    "dropIndex": lambda one: iter([f"DROP INDEX {_named(one, 'indexName')}"]),
    "addForeignKeyConstraint": _foreign_key,
    "addUniqueConstraint": _constraint("UNIQUE"),
    "addPrimaryKey": _constraint("PRIMARY KEY"),
    "dropView": lambda one: iter([f"DROP VIEW {_table(one, 'viewName')}"]),
    "sql": lambda one: iter([one.text or one.get("sql")]),
}
"""How each known change type is said in SQL; the others are no changes of tables."""

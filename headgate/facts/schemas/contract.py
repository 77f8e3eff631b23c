"""The reader of data contracts: the Data Contract Specification and the Open Data Contract Standard, in YAML.

Sources: datacontract.com (`dataContractSpecification`, `models`, `fields`); bitol.io ODCS v2 and v3
(`kind: DataContract`, `schema` with `properties`; before v3 `dataset` with `columns`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from headgate.dataset import Column, Dataset, DatasetKind, table
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.schemas.model import Schema, SchemaField, SchemaFormat
from headgate.facts.schemas.reading import MAX_DEPTH, MAX_FIELDS, UnreadableSchema
from headgate.location import Location

_MAX_NODES = 100_000


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value with its line: a text, a list, or a mapping."""

    line: int
    text: str = ""
    items: tuple[Node, ...] = ()
    members: tuple[tuple[Node, Node], ...] = ()

    def get(self, *names: str) -> Node | None:
        """The first member of one of these names."""
        return next((value for key, value in self.members if key.text in names), None)

    def said(self, *names: str) -> str:
        """The text of a member; empty where it is absent or no text."""
        found = self.get(*names)
        return found.text if found else ""

    def true(self, *names: str) -> bool:
        return self.said(*names).lower() in ("true", "yes", "on")


def read_yaml(text: str) -> Node:
    """A YAML document with lines; nothing is constructed from tags, aliases are followed with a bound.

    Raises:
        UnreadableSchema: the text is not YAML, or expands to more than it may.
    """
    try:
        top = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        raise UnreadableSchema(f"not YAML: {getattr(error, 'problem', None) or error} at line {line}", line) from error
    return _Builder().node(top, 0) if top is not None else Node(1)


class _Builder:
    def __init__(self) -> None:
        self.made = 0

    def node(self, raw: yaml.Node, depth: int) -> Node:
        self.made += 1
        line = raw.start_mark.line + 1 if raw.start_mark else 0
        if depth > MAX_DEPTH or self.made > _MAX_NODES:
            raise UnreadableSchema(f"nested or expanded too far at line {line}", line)
        if isinstance(raw, yaml.MappingNode):
            members = tuple((self.node(key, depth + 1), self.node(value, depth + 1)) for key, value in raw.value)
            return Node(line, members=members)
        if isinstance(raw, yaml.SequenceNode):
            return Node(line, items=tuple(self.node(item, depth + 1) for item in raw.value))
        return Node(line, str(raw.value))


def read(file: SourceFile) -> Reading:
    """Each model of a contract as a schema and a dataset."""
    kinds = tuple(sorted(file.kinds))
    try:
        schemas = tuple(contract_schemas(read_yaml(file.text)))
    except UnreadableSchema as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("data contract", str(error)),)))
    datasets = tuple(_dataset(schema, file.path) for schema in schemas)
    return Reading(FileFacts(file.path, kinds, schemas=schemas, datasets=datasets))


def contract_schemas(top: Node) -> Iterator[Schema]:
    """The models of a contract in either standard."""
    models = top.get("models")
    for key, model in models.members if models else ():
        yield Schema(SchemaFormat.DATA_CONTRACT, key.text, key.line, tuple(_capped(_named(model.get("fields"), "", 0))))
    listed = top.get("schema", "dataset")
    for model in listed.items if listed else ():
        name = model.said("physicalName", "name", "table")
        fields = tuple(_capped(_listed(model.get("properties", "columns"), "", 0)))
        yield Schema(SchemaFormat.DATA_CONTRACT, name, model.line, fields)


def _capped(fields: Iterator[SchemaField]) -> Iterator[SchemaField]:
    for number, one in enumerate(fields):
        if number >= MAX_FIELDS:
            return
        yield one


def _named(fields: Node | None, prefix: str, depth: int) -> Iterator[SchemaField]:
    for key, one in fields.members if fields else ():
        yield _field(f"{prefix}{key.text}", one, key.line)
        yield from _named(one.get("fields"), f"{prefix}{key.text}.", depth + 1)
        items = one.get("items")
        yield from _named(items.get("fields") if items else None, f"{prefix}{key.text}[].", depth + 1)


def _listed(fields: Node | None, prefix: str, depth: int) -> Iterator[SchemaField]:
    for one in fields.items if fields else ():
        name = one.said("name", "column")
        yield _field(f"{prefix}{name}", one, one.line)
        yield from _listed(one.get("properties"), f"{prefix}{name}.", depth + 1)
        items = one.get("items")
        yield from _listed(items.get("properties") if items else None, f"{prefix}{name}[].", depth + 1)


def _field(path: str, one: Node, line: int) -> SchemaField:
    optional = not (one.true("required", "primaryKey", "primary") or one.said("isNullable").lower() == "false")
    kind = one.said("physicalType") or one.said("type", "logicalType")
    return SchemaField(path, kind, line, optional, description=one.said("description"))


def _dataset(schema: Schema, path: str) -> Dataset:
    columns = tuple(
        Column(one.path, one.type, one.optional, one.line)
        for one in schema.fields
        if "." not in one.path and "[]" not in one.path
    )
    return Dataset(table(schema.name), DatasetKind.SCHEMA, Location(path, schema.line), columns)

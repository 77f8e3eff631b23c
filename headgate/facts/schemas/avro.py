"""Avro schemas (`.avsc`) and protocols (`.avpr`): records, their fields and types, with lines.

Source: Apache Avro specification 1.12, "Schema Declaration" and "Names".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from headgate.dataset import Column, Dataset, DatasetId, DatasetKind
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.schemas.model import Schema, SchemaField, SchemaFormat
from headgate.facts.schemas.positions import Document, Json, Pointer, read_json
from headgate.facts.schemas.reading import MAX_DEPTH, MAX_FIELDS, UnreadableSchema
from headgate.gap import GapKind
from headgate.location import Location

PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
NO_DEFAULT = object()
"""Stands for an absent default: `null` is a default."""


@dataclass(eq=False)
class AvroField:
    """A field of a record."""

    name: str
    type: AvroType
    line: int
    default: object = NO_DEFAULT
    aliases: tuple[str, ...] = ()
    description: str = ""


@dataclass(eq=False)
class AvroType:
    """A schema; named types are one object wherever they are used, so recursion is a cycle of objects."""

    kind: str
    """A primitive's name, `record`, `enum`, `fixed`, `array`, `map`, `union`."""
    line: int = 0
    name: str = ""
    """Full name of a record, enum or fixed."""
    aliases: tuple[str, ...] = ()
    """Full names."""
    fields: list[AvroField] = field(default_factory=list)
    symbols: tuple[str, ...] = ()
    default: str | None = None
    """Of an enum: what unknown symbols are read as."""
    size: int = 0
    inner: AvroType | None = None
    """Items of an array, values of a map."""
    branches: list[AvroType] = field(default_factory=list)
    logical: str = ""
    precision: int | None = None
    scale: int = 0

    @property
    def short(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition(".")[2]

    def __str__(self) -> str:
        if self.kind == "union":
            return " | ".join(str(branch) for branch in self.branches) or "nothing"
        if self.kind in ("array", "map"):
            return f"{self.kind}<{self.inner}>"
        if self.logical == "decimal":
            return f"decimal({self.precision}, {self.scale})"
        return self.name or self.logical or self.kind


def parse(text: str) -> AvroType:
    """The schema in an `.avsc` text.

    Raises:
        UnreadableSchema: the text is not JSON, or not an Avro schema.
    """
    document = read_json(text)
    return _Parser(document).type(document.value, (), "", 0)


def named_types(top: AvroType) -> Iterator[AvroType]:
    """Each named type below `top`, `top` first, once."""
    seen: set[int] = set()
    waiting = [top]
    while waiting:
        at = waiting.pop()
        if id(at) in seen:
            continue
        seen.add(id(at))
        if at.name:
            yield at
        waiting += reversed([*(one.type for one in at.fields), *at.branches])
        waiting += [at.inner] if at.inner else []


class _Parser:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.known: dict[str, AvroType] = {}

    def type(self, value: Json, at: Pointer, namespace: str, depth: int) -> AvroType:
        line = self.document.line(at)
        if depth > MAX_DEPTH:
            raise UnreadableSchema(f"nested more than {MAX_DEPTH} deep at line {line}", line)
        if isinstance(value, str):
            return self._by_name(value, namespace, line)
        if isinstance(value, list):
            return AvroType(
                "union",
                line,
                branches=[self.type(item, (*at, number), namespace, depth + 1) for number, item in enumerate(value)],
            )
        if not isinstance(value, dict):
            raise UnreadableSchema(f"{value!r} is no Avro type at line {line}", line)
        return self._complex(value, at, namespace, depth)

    def _by_name(self, name: str, namespace: str, line: int) -> AvroType:
        if name in PRIMITIVES:
            return AvroType(name, line)
        for full in (_full(name, namespace), name):
            if full in self.known:
                return self.known[full]
        raise UnreadableSchema(f"the type {name!r} is not defined at line {line}", line)

    def _complex(self, value: dict[str, Json], at: Pointer, namespace: str, depth: int) -> AvroType:
        kind = value.get("type")
        line = self.document.line((*at, "type") if "type" in value else at)
        if kind in ("record", "error"):
            return self._record(value, at, namespace, depth)
        if kind in ("enum", "fixed"):
            return self._annotated(self._small(value, at, namespace), value)
        if kind in ("array", "map"):
            key = "items" if kind == "array" else "values"
            if key not in value:
                raise UnreadableSchema(f"the {kind} at line {line} has no {key!r}", line)
            return AvroType(str(kind), line, inner=self.type(value[key], (*at, key), namespace, depth + 1))
        if kind is None:
            raise UnreadableSchema(f"a type is missing at line {line}", line)
        inner = self.type(kind, (*at, "type"), namespace, depth + 1)
        return self._annotated(AvroType(inner.kind, line), value) if inner.kind in PRIMITIVES else inner

    def _named(self, kind: str, value: dict[str, Json], at: Pointer, namespace: str) -> AvroType:
        line = self.document.line((*at, "name"))
        name = value.get("name")
        if not isinstance(name, str) or not name:
            raise UnreadableSchema(f"the {kind} at line {line} has no name", line)
        given = value.get("namespace")
        full = _full(name, given if isinstance(given, str) else namespace)
        inner = full.rpartition(".")[0]
        made = AvroType(kind, line, full, tuple(_full(alias, inner) for alias in _strings(value.get("aliases"))))
        if full in self.known:
            raise UnreadableSchema(f"the name {full!r} is defined twice, again at line {line}", line)
        self.known[full] = made
        return made

    def _record(self, value: dict[str, Json], at: Pointer, namespace: str, depth: int) -> AvroType:
        made = self._named("record", value, at, namespace)
        inner = made.name.rpartition(".")[0]
        fields = value.get("fields")
        names: set[str] = set()
        for number, one in enumerate(fields if isinstance(fields, list) else []):
            place = (*at, "fields", number)
            line = self.document.line((*place, "name"))
            name = one.get("name") if isinstance(one, dict) else None
            if not isinstance(one, dict) or not isinstance(name, str):
                raise UnreadableSchema(f"a field of {made.name} has no name at line {line}", line)
            if name in names:
                raise UnreadableSchema(f"{made.name} has two fields {name!r}, the second at line {line}", line)
            names.add(name)
            made.fields.append(
                AvroField(
                    name,
                    self.type(one.get("type"), (*place, "type"), inner, depth + 1),
                    line,
                    one.get("default", NO_DEFAULT),
                    _strings(one.get("aliases")),
                    str(one.get("doc") or ""),
                )
            )
        return made

    def _small(self, value: dict[str, Json], at: Pointer, namespace: str) -> AvroType:
        made = self._named(str(value["type"]), value, at, namespace)
        if made.kind == "enum":
            made.symbols = _strings(value.get("symbols"))
            default = value.get("default")
            made.default = default if isinstance(default, str) else None
            if len(set(made.symbols)) < len(made.symbols):
                raise UnreadableSchema(f"{made.name} has a symbol twice at line {made.line}", made.line)
        else:
            size = value.get("size")
            if not isinstance(size, int) or isinstance(size, bool) or size < 0:
                raise UnreadableSchema(f"{made.name} has no size at line {made.line}", made.line)
            made.size = size
        return made

    def _annotated(self, made: AvroType, value: dict[str, Json]) -> AvroType:
        logical = value.get("logicalType")
        made.logical = logical if isinstance(logical, str) else ""
        precision, scale = value.get("precision"), value.get("scale", 0)
        if made.logical == "decimal":
            # The specification: an invalid logical type is ignored, and the underlying type stays.
            if made.kind not in ("bytes", "fixed") or not isinstance(precision, int) or not isinstance(scale, int):
                made.logical = ""
            else:
                made.precision, made.scale = precision, scale
        return made


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"


def _strings(value: Json) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def read(file: SourceFile) -> Reading:
    """The reader of Avro files."""
    kinds = tuple(sorted(file.kinds))
    if file.path.endswith(".avdl"):
        gap = file.gap("Avro IDL", "only .avsc and .avpr are read; compile it with avro-tools")
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    try:
        tops = _tops(file.text)
    except UnreadableSchema as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("Avro schema", str(error)),)))
    except RecursionError:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("Avro schema", "nested too deeply"),)))
    records = {id(one): one for top in tops for one in named_types(top) if one.kind == "record"}.values()
    schemas = tuple(_schema(record) for record in records)
    datasets = tuple(_dataset(record, file.path) for record in records)
    full = any(len(schema.fields) >= MAX_FIELDS for schema in schemas)
    gaps = (file.gap("fields", f"more than {MAX_FIELDS} in one record", GapKind.TOO_MANY),) if full else ()
    return Reading(FileFacts(file.path, kinds, schemas=schemas, datasets=datasets, gaps=gaps))


def _tops(text: str) -> list[AvroType]:
    document = read_json(text)
    parser = _Parser(document)
    value = document.value
    if isinstance(value, dict) and "protocol" in value:
        namespace = value.get("namespace")
        types = value.get("types")
        return [
            parser.type(one, ("types", number), namespace if isinstance(namespace, str) else "", 0)
            for number, one in enumerate(types if isinstance(types, list) else [])
        ]
    return [parser.type(value, (), "", 0)]


def _schema(record: AvroType) -> Schema:
    fields = []
    for found in flatten(record):
        fields.append(found)
        if len(fields) >= MAX_FIELDS:
            break
    return Schema(SchemaFormat.AVRO, record.name, record.line, tuple(fields))


def flatten(record: AvroType, prefix: str = "", above: tuple[int, ...] = ()) -> Iterator[SchemaField]:
    """All fields below `record`, dotted; a recursive type is listed once on each way down."""
    for one in record.fields:
        path = f"{prefix}{one.name}"
        optional = one.default is not NO_DEFAULT or one.type.kind == "null" or _nullable(one.type)
        yield SchemaField(path, str(one.type), one.line, optional, description=one.description)
        yield from _below(one.type, path, (*above, id(record)))


def _below(kind: AvroType, path: str, above: tuple[int, ...]) -> Iterator[SchemaField]:
    if len(above) > MAX_DEPTH or id(kind) in above:
        return
    if kind.kind == "record":
        yield from flatten(kind, f"{path}.", above)
    elif kind.inner is not None:
        yield from _below(kind.inner, f"{path}[]" if kind.kind == "array" else f"{path}.*", above)
    for branch in kind.branches:
        yield from _below(branch, path, above)


def _nullable(kind: AvroType) -> bool:
    return any(branch.kind == "null" for branch in kind.branches)


def _dataset(record: AvroType, path: str) -> Dataset:
    columns = tuple(Column(one.name, str(one.type), _nullable(one.type), one.line) for one in record.fields)
    return Dataset(
        DatasetId("schema", record.name),
        DatasetKind.SCHEMA,
        Location(path, record.line),
        columns,
        complete=True,
    )

"""The reader of JSON Schema documents, drafts 4 to 2020-12.

Fields follow `properties`, `items`, `prefixItems`, the branches of `allOf`, `anyOf` and `oneOf`, and references
inside the document; a reference that leads back up is listed but not entered again.
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import Column, Dataset, DatasetId, DatasetKind
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.schemas.documents import JsonSchemaDocument
from headgate.facts.schemas.model import Schema, SchemaField, SchemaFormat
from headgate.facts.schemas.positions import Document, Json, Pointer, read_json
from headgate.facts.schemas.reading import MAX_DEPTH, MAX_FIELDS, UnreadableSchema, stem
from headgate.gap import Gap, GapKind
from headgate.location import Location

_BRANCHES = ("allOf", "anyOf", "oneOf")
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


def read(file: SourceFile) -> Reading:
    """One schema for the document, named by its `$id`, its title or the file."""
    kinds = tuple(sorted(file.kinds))
    try:
        document = read_json(file.text)
    except UnreadableSchema as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("JSON Schema", str(error)),)))
    if not isinstance(document.value, dict):
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("JSON Schema", "the document is no object"),)))
    walk = _Walk(document)
    fields = tuple(walk.fields(document.value, (), "", ()))
    name = _name(document.value, file.path)
    schema = Schema(SchemaFormat.JSON_SCHEMA, name, 1, fields)
    gaps = tuple(_gaps(file, document, walk))
    facts = FileFacts(file.path, kinds, schemas=(schema,), datasets=(_dataset(schema, document, file.path),), gaps=gaps)
    return Reading(facts, (JsonSchemaDocument(file.path, document),))


def _gaps(file: SourceFile, document: Document, walk: _Walk) -> Iterator[Gap]:
    for reference in sorted(walk.outside):
        yield file.gap(f"reference {reference}", "it leads out of the file", GapKind.UNRESOLVED)
    for name, line in document.includes[:20]:
        yield file.gap(
            f"placeholder {name} at line {line}", "what the template fills in is not known", GapKind.UNRESOLVED
        )
    if walk.count >= MAX_FIELDS:
        yield file.gap("fields", f"more than {MAX_FIELDS}", GapKind.TOO_MANY)


def _name(value: dict[str, Json], path: str) -> str:
    given = value.get("$id", value.get("id"))
    return given if isinstance(given, str) and given else stem(path)


def _dataset(schema: Schema, document: Document, path: str) -> Dataset:
    columns = tuple(
        Column(one.path, one.type, "null" in one.type.split(" | "), one.line)
        for one in schema.fields
        if "." not in one.path and "[]" not in one.path
    )
    closed = isinstance(document.value, dict) and document.value.get("additionalProperties") is False
    return Dataset(DatasetId("schema", schema.name), DatasetKind.SCHEMA, Location(path), columns, complete=closed)


class _Walk:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.outside: set[str] = set()
        self.count = 0

    def fields(self, schema: Json, at: Pointer, prefix: str, entered: tuple[Pointer, ...]) -> Iterator[SchemaField]:
        """The fields below the subschema at `at`, each path once per way down."""
        if not isinstance(schema, dict) or len(entered) > MAX_DEPTH or len(at) > 4 * MAX_DEPTH:
            return
        reference = next((schema[key] for key in _REFERENCES if isinstance(schema.get(key), str)), None)
        if isinstance(reference, str):
            target = self.resolve(reference)
            if target is not None and target not in entered:
                yield from self.fields(at_pointer(self.document.value, target), target, prefix, (*entered, target))
        yield from self._properties(schema, at, prefix, entered)
        items = schema.get("items")
        if isinstance(items, dict):
            yield from self.fields(items, (*at, "items"), f"{prefix.rstrip('.')}[].", entered)
        for key in _BRANCHES:
            branches = schema.get(key)
            for number, branch in enumerate(branches if isinstance(branches, list) else []):
                yield from self.fields(branch, (*at, key, number), prefix, entered)

    def _properties(
        self, schema: dict[str, Json], at: Pointer, prefix: str, entered: tuple[Pointer, ...]
    ) -> Iterator[SchemaField]:
        properties = schema.get("properties")
        required = schema.get("required")
        needed = set(map(str, required)) if isinstance(required, list) else set()
        for name, inner in (properties if isinstance(properties, dict) else {}).items():
            if self.count >= MAX_FIELDS:
                return
            self.count += 1
            place = (*at, "properties", name)
            described = inner.get("description") if isinstance(inner, dict) else ""
            yield SchemaField(
                f"{prefix}{name}",
                self.type_of(inner, 0),
                self.document.line(place),
                name not in needed,
                description=described if isinstance(described, str) else "",
            )
            yield from self.fields(inner, place, f"{prefix}{name}.", entered)

    def type_of(self, schema: Json, depth: int) -> str:
        """The types a subschema allows, `a | b`; empty where it does not say."""
        if not isinstance(schema, dict) or depth > MAX_DEPTH:
            return ""
        kind = schema.get("type")
        if isinstance(kind, list):
            return " | ".join(str(one) for one in kind)
        if isinstance(kind, str):
            return kind
        reference = schema.get("$ref")
        target = self.resolve(reference) if isinstance(reference, str) else None
        return self.type_of(at_pointer(self.document.value, target), depth + 1) if target is not None else ""

    def resolve(self, reference: str) -> Pointer | None:
        """Where a reference leads inside the document; others are noted as outside."""
        target = local_pointer(reference)
        if target is not None and exists(self.document.value, target):
            return target
        self.outside.add(reference)
        return None


def local_pointer(reference: str) -> Pointer | None:
    """The pointer of `#/a/b` (RFC 6901); None for anything else."""
    if reference == "#":
        return ()
    if not reference.startswith("#/"):
        return None
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in reference[2:].split("/"))


def at_pointer(value: Json, pointer: Pointer) -> Json:
    """What stands at `pointer`; None where nothing does."""
    for part in pointer:
        if isinstance(value, dict):
            value = value.get(str(part))
        elif isinstance(value, list) and str(part).isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def exists(value: Json, pointer: Pointer) -> bool:
    """Whether something that is not null stands at `pointer`."""
    return at_pointer(value, pointer) is not None

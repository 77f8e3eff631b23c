"""Records from JSON Schema documents."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.design.source.draft import Draft
from headgate.design.source.model import Kind
from headgate.design.source.records import MAX_DEPTH, Field, lay_out
from headgate.design.source.types import PLAIN
from headgate.facts.schemas.jsonschema import at_pointer, exists, local_pointer
from headgate.facts.schemas.positions import Json, read_json
from headgate.facts.schemas.reading import UnreadableSchema, stem

_KINDS = {"integer": Kind.INTEGER, "number": Kind.FLOAT, "string": Kind.TEXT, "boolean": Kind.BOOLEAN}
_FORMATS = {"date": Kind.DATE, "date-time": Kind.TIMESTAMP}
_MOST_FIELDS = 600


def read(text: str, origin: str, draft: Draft) -> None:
    """Add the tables that records of a JSON Schema land in."""
    try:
        top = read_json(text).value
    except UnreadableSchema as error:
        draft.unread.append(f"{origin} is not read as JSON Schema: {error}.")
        return
    walk = _Walk(top, origin, draft)
    properties = isinstance(top, dict) and top.get("properties")
    if not isinstance(top, dict) or not properties:
        draft.unread.append(f"{origin} describes no object with properties.")
        return
    title = top.get("title")
    lay_out(title if isinstance(title, str) and title else stem(origin), list(walk.fields(top, 0)), origin, draft)


class _Walk:
    def __init__(self, top: Json, origin: str, draft: Draft) -> None:
        self._top = top
        self._origin = origin
        self._draft = draft
        self._count = 0

    def fields(self, schema: dict[str, Json], depth: int) -> Iterator[Field]:
        """The fields of an object."""
        properties, required = schema.get("properties"), schema.get("required")
        needed = set(map(str, required)) if isinstance(required, list) else set()
        for name, inner in properties.items() if isinstance(properties, dict) else ():
            self._count += 1
            if self._count > _MOST_FIELDS:
                return
            yield self._field(str(name), inner, str(name) in needed, depth)

    def _field(self, name: str, told: Json, needed: bool, depth: int) -> Field:
        schema = self._behind(told)
        kinds = schema.get("type")
        listed = [str(kind) for kind in kinds] if isinstance(kinds, list) else [str(kinds or "")]
        kind = next((one for one in listed if one != "null"), "")
        described = schema.get("description")
        field = Field(name, required=needed and "null" not in listed)
        field.description = described if isinstance(described, str) else ""
        items = self._behind(schema.get("items")) if kind == "array" else schema
        field.repeated = kind == "array"
        if isinstance(items.get("properties"), dict) and depth < MAX_DEPTH:
            field.fields = list(self.fields(items, depth + 1))
            return field
        field.kind = _FORMATS.get(str(schema.get("format")), _KINDS.get(kind, Kind.OTHER))
        if field.kind is Kind.OTHER and not field.repeated:
            self._draft.unread.append(
                f"The type of {name} in {self._origin} is not one of JSON Schema's plain ones; it is kept as text."
            )
        field.type = PLAIN[field.kind]
        listed_values = schema.get("enum")
        if isinstance(listed_values, list) and field.kind in (Kind.TEXT, Kind.OTHER):
            field.kind, field.type = Kind.TEXT, PLAIN[Kind.TEXT]
            field.values = tuple(one for one in listed_values if isinstance(one, str))
        return field

    def _behind(self, told: Json) -> dict[str, Json]:
        """The schema that references and a nullable `anyOf` stand for."""
        for _ in range(MAX_DEPTH):
            if not isinstance(told, dict):
                return {}
            reference = told.get("$ref")
            target = local_pointer(reference) if isinstance(reference, str) else None
            branches = next((told[key] for key in ("anyOf", "oneOf") if isinstance(told.get(key), list)), None)
            if target is not None and exists(self._top, target):
                told = at_pointer(self._top, target)
            elif isinstance(branches, list):
                real = [one for one in branches if not (isinstance(one, dict) and one.get("type") == "null")]
                if len(real) != 1:
                    return told
                told = real[0]
            else:
                return told
        return {}

"""JSON Schemas that do not say what they seem to say."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.schemas.documents import JsonSchemaDocument
from headgate.facts.schemas.positions import INCLUDED, Json, Pointer
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_MAX_DEPTH = 100
_MEMBERS = ("properties", "patternProperties", "definitions", "$defs", "dependentSchemas")
_INNER = ("items", "additionalProperties", "additionalItems", "contains", "not", "if", "then", "else", "propertyNames")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems", "items")
_KEYWORDS = frozenset(
    (
        *_MEMBERS, *_INNER, *_LISTS, "$schema", "$id", "id", "$ref", "$anchor", "$comment", "$vocabulary",
        "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "type", "enum", "const", "default",
        "examples", "title",
        "description", "required", "dependencies", "dependentRequired", "format", "pattern", "minimum", "maximum",
        "metadata",
    )
)  # fmt: skip


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            {"type": "object",
             "properties": {"a": {"type": "string"}},
             "required": ["a", "b"],
             "additionalProperties": false}
            """,
            3,
            path="a.schema.json",
        ),
        fires(
            """
            {"type": "object", "properties": {
              "metrics": {
                "type": "object",
                "clicks": {"type": "integer"}
              },
              "metrics": {"type": "object"}
            }}
            """,
            6,
            path="a.schema.json",
        ),
        fires(
            """
            {"type": "object", "properties": {
              "metrics": {
                "type": "object",
                "clicks": {"type": "integer"}
              }
            }}
            """,
            4,
            path="a.schema.json",
        ),
        fires(
            """
            {"type": "object", "properties": {
              "metrics": {
                "type": "object",
                "name": {"$ref": "#/definitions/name"}
              }
            }}
            """,
            4,
            path="a.schema.json",
        ),
        fires(
            """
            {"type": "object", "properties": {
              "client": {"type": "object", "properties": {"id": {"type": "string"}}},
              "channel": {
                "properties": {"name": {"type": "string"}}
              }
            }}
            """,
            3,
            path="a.schema.json",
        ),
        silent(
            """
            {"type": "object", "properties": {
              "client": {"type": "object", "properties": {"id": {"type": "string"}}}
             },
             "anyOf": [{"properties": {"client": {"type": "object"}}}]
            }
            """,
            path="a.schema.json",
        ),
        silent(
            """
            {"type": "object",
             "properties": {"a": {"type": "string"}},
             "required": ["a", "b"],
             "x-owner": {"type": "team"}}
            """,
            path="a.schema.json",
        ),
    ],
)
def malformed_json_schema(schema: JsonSchemaDocument) -> Iterator[Found]:
    """A JSON Schema holds something that validators pass over or that can never be met.

    ## Why it matters

    JSON Schema ignores what it does not know: a member written beside `properties` instead of inside it is no member,
    a name that stands twice counts once, and nobody is told. A required member that a closed object does not list
    can never be given, so that every document is refused. A member with `properties` and without a type takes a string
    as well.

    ## Instead

    Put members under `properties`, each once, and list what is required there too.

    ## When it stays silent

    For unknown keywords that hold no schema, for names with a prefix such as `x-`, for required members of open
    objects, and where a template fills in members.

    ## Fix

    None is applied by itself: where the member belongs is for the author to say.
    """
    document = schema.document
    for pointer, line in document.duplicates:
        yield Found(
            f"{pointer[-1]!r} stands twice in the same object: the first one is passed over.",
            line,
            entity="/".join(map(str, pointer)) + ":twice",
        )
    yield from _walk(schema, document.value, ())


def _walk(schema: JsonSchemaDocument, value: Json, at: Pointer) -> Iterator[Found]:
    if not isinstance(value, dict) or len(at) > _MAX_DEPTH:
        return
    yield from _impossible(schema, value, at)
    yield from _misplaced(schema, value, at)
    yield from _untyped(schema, value, at)
    for key in _MEMBERS:
        members = value.get(key)
        for name, inner in members.items() if isinstance(members, dict) else ():
            yield from _walk(schema, inner, (*at, key, name))
    for key in _INNER:
        yield from _walk(schema, value.get(key), (*at, key))
    for key in _LISTS:
        branches = value.get(key)
        for index, inner in enumerate(branches if isinstance(branches, list) else ()):
            yield from _walk(schema, inner, (*at, key, index))


def _impossible(schema: JsonSchemaDocument, value: dict[str, Json], at: Pointer) -> Iterator[Found]:
    required, members = value.get("required"), value.get("properties")
    if value.get("additionalProperties") is not False or "patternProperties" in value or INCLUDED in value:
        return
    if not isinstance(required, list) or not isinstance(members, dict) or INCLUDED in members:
        return
    for index, name in enumerate(required):
        if isinstance(name, str) and name not in members:
            yield Found(
                f"{name!r} is required, but the object lists no such member and accepts no others: nothing is valid.",
                schema.document.line((*at, "required", index)),
                entity="/".join(map(str, (*at, "required", name))),
            )


def _misplaced(schema: JsonSchemaDocument, value: dict[str, Json], at: Pointer) -> Iterator[Found]:
    if value.get("type") != "object" or not at:
        return
    for name, inner in value.items():
        if name in _KEYWORDS or name.startswith(("x-", "$", "_")) or not isinstance(inner, dict):
            continue
        if _is_schema(inner):
            yield Found(
                f"{name!r} stands beside `properties`, not in it: validators pass it over as an unknown keyword.",
                schema.document.line((*at, name)),
                entity="/".join(map(str, (*at, name))) + ":misplaced",
            )


_OTHER_KINDS = ("type", "$ref", "allOf", "anyOf", "oneOf", "enum", "const", "if", "not", INCLUDED)


def _untyped(schema: JsonSchemaDocument, value: dict[str, Json], at: Pointer) -> Iterator[Found]:
    """A member that lists members of its own in a document whose objects otherwise say that they are objects."""
    is_member = len(at) > 1 and at[-2] == "properties" and isinstance(at[-1], str)
    members = value.get("properties")
    if not is_member or not isinstance(members, dict) or not members or any(key in value for key in _OTHER_KINDS):
        return
    document = schema.document.value
    top = document.get("type") if isinstance(document, dict) else None
    branches = any(part in ("allOf", "anyOf", "oneOf", "not", "if", "then", "else") for part in at)
    if top == "object" and not branches:
        yield Found(
            f"{at[-1]!r} lists properties but has no type: strings, numbers and null are valid there too, and tools "
            "that make tables of the schema see no record.",
            schema.document.line(at),
            entity="/".join(map(str, at)) + ":untyped",
        )


def _is_schema(value: dict[str, Json]) -> bool:
    if list(value) == ["$ref"]:
        return True
    kind = value.get("type")
    simple = ("object", "array", "string", "integer", "number", "boolean", "null")
    return isinstance(kind, str) and kind in simple

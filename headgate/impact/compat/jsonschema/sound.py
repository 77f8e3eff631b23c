"""Whether a document is a JSON Schema at all, by the meta-schema of its draft.

The meta-schemas ask of each keyword a simple shape. Where all of a document plainly has it, the answer is yes; where
it does not, or a keyword is rare, the library runs the meta-schema itself, which takes ten times as long.
Source: JSON Schema, meta-schemas of draft 7 and 2020-12.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing.exceptions import Unresolvable

from headgate.facts.schemas.positions import Json

_TYPES = {"array", "boolean", "integer", "null", "number", "object", "string"}
_RARE = ("$vocabulary", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$dynamicRef", "$recursiveRef")
_SCHEMAS = ("additionalProperties", "additionalItems", "contains", "contentSchema", "else", "if", "not",
            "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties")  # fmt: skip
_MAPS = ("$defs", "definitions", "dependentSchemas", "patternProperties", "properties")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")


def is_schema(value: Json, *, later: bool) -> bool:
    """Whether `value` meets the meta-schema of draft 7, or of 2020-12 where `later`."""
    try:
        if _plainly(value, later):
            return True
        (Draft202012Validator if later else Draft7Validator).check_schema(value)  # type: ignore[arg-type]
    except (SchemaError, RecursionError, Unresolvable):
        return False
    return True


def _plainly(value: Json, later: bool) -> bool:
    waiting: list[Json] = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, bool):
            continue
        if not isinstance(at, dict):
            return False
        for key, said in at.items():
            shape = _SHAPES.get(key)
            if key in _RARE or (shape is not None and not shape(said)):
                return False
        if later and ("#" in str(at.get("$id", ""))[:-1] or isinstance(at.get("items"), list)):
            return False
        waiting += _inner(at)
    return True


def _inner(schema: dict[str, Json]) -> Iterator[Json]:
    for key, said in schema.items():
        if key in _SCHEMAS or (key == "items" and not isinstance(said, list)):
            yield said
        elif key in _MAPS and isinstance(said, dict):
            yield from said.values()
        elif (key in _LISTS or key == "items") and isinstance(said, list):
            yield from said
        elif key == "dependencies" and isinstance(said, dict):
            yield from (one for one in said.values() if not isinstance(one, list))


def _is_text(said: Json) -> bool:
    return isinstance(said, str)


def _is_flag(said: Json) -> bool:
    return isinstance(said, bool)


def _is_number(said: Json) -> bool:
    return isinstance(said, int | float) and not isinstance(said, bool)


def _is_count(said: Json) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and said >= 0


def _is_factor(said: Json) -> bool:
    return isinstance(said, int | float) and not isinstance(said, bool) and said > 0


def _is_pattern(said: Json) -> bool:
    try:
        return isinstance(said, str) and re.compile(said) is not None
    except (re.error, RecursionError, OverflowError):
        return False


def _is_names(said: Json) -> bool:
    return (
        isinstance(said, list) and all(isinstance(one, str) for one in said) and len(set(map(str, said))) == len(said)
    )


def _is_values(said: Json) -> bool:
    return isinstance(said, list) and 0 < len(said) == len({json.dumps(one, sort_keys=True) for one in said})


def _is_type(said: Json) -> bool:
    return said in _TYPES if isinstance(said, str) else bool(said) and _is_names(said) and _TYPES.issuperset(said)  # type: ignore[arg-type]


def _is_map(said: Json) -> bool:
    return isinstance(said, dict)


def _is_patterns(said: Json) -> bool:
    return isinstance(said, dict) and all(map(_is_pattern, said))


def _is_list(said: Json) -> bool:
    return isinstance(said, list) and bool(said)


def _is_dependencies(said: Json) -> bool:
    return isinstance(said, dict) and all(_is_names(one) for one in said.values() if isinstance(one, list))


_SHAPES: dict[str, Callable[[Json], bool]] = {
    **dict.fromkeys(("$comment", "$id", "$ref", "$schema", "contentEncoding", "contentMediaType", "description",
                     "format", "title"), _is_text),
    **dict.fromkeys(("deprecated", "readOnly", "uniqueItems", "writeOnly"), _is_flag),
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum"), _is_number),
    **dict.fromkeys(("maxContains", "maxItems", "maxLength", "maxProperties", "minContains", "minItems", "minLength",
                     "minProperties"), _is_count),
    **dict.fromkeys(_MAPS, _is_map),
    **dict.fromkeys(_LISTS, _is_list),
    "multipleOf": _is_factor,
    "pattern": _is_pattern,
    "patternProperties": _is_patterns,
    "required": _is_names,
    "enum": _is_values,
    "examples": lambda said: isinstance(said, list),
    "type": _is_type,
    "dependencies": _is_dependencies,
    "dependentRequired": lambda said: isinstance(said, dict) and all(map(_is_names, said.values())),
    "items": lambda said: said != [],
}  # fmt: skip

"""Holding a value against a JSON Schema that a stranger wrote: no pattern runs, nothing is fetched, size is bounded."""

from __future__ import annotations

from typing import Any

_MOST_NODES = 3_000
_DEEPEST = 30
_NOT_HELD = frozenset({"pattern", "patternProperties", "propertyNames", "format", "$dynamicRef", "$recursiveRef"})
"""Keywords that run a stranger's regular expression or look elsewhere; without them a schema only allows more."""
_NAMED = frozenset({"properties", "$defs", "definitions", "dependentSchemas"})
_LITERAL = frozenset({"enum", "const", "default", "examples"})


class BrokenSchemaError(Exception):
    """The schema is no JSON Schema, or is larger than is read."""


def complaint(schema: dict[str, Any], value: object) -> str:
    """In a few words where `value` does not fit; empty where it does.

    Raises:
        BrokenSchemaError: it cannot be held against the schema.
    """
    from jsonschema import Draft202012Validator, SchemaError  # noqa: PLC0415 - only with outside tools
    from referencing import Registry  # noqa: PLC0415
    from referencing.exceptions import Unresolvable  # noqa: PLC0415

    lean = _lean(schema, [_MOST_NODES], 0)
    try:
        Draft202012Validator.check_schema(lean)
        error = next(Draft202012Validator(lean, registry=Registry()).iter_errors(value), None)
    except (SchemaError, Unresolvable, RecursionError) as broken:
        raise BrokenSchemaError(str(type(broken).__name__)) from broken
    if error is None:
        return ""
    where = ".".join(str(part) for part in error.absolute_path)[:60]
    return f"{where or 'it'} does not fit ({error.validator})"


def _lean(schema: Any, left: list[int], depth: int, *, names: bool = False) -> Any:
    """A copy without `_NOT_HELD`; `names` says that the keys are a stranger's names and no keywords."""
    left[0] -= 1
    if left[0] < 0 or depth > _DEEPEST:
        raise BrokenSchemaError("it is larger than is read")
    if isinstance(schema, list):
        return [_lean(one, left, depth + 1) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: one if key in _LITERAL and not names else _lean(one, left, depth + 1, names=not names and key in _NAMED)
        for key, one in schema.items()
        if names or key not in _NOT_HELD
    }

"""Verdicts on JSON Schema pairs: proved inclusion, or a value that shows the contrary."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing.exceptions import Unresolvable

from headgate.facts.schemas.positions import Document, Json, read_json
from headgate.impact.compat.jsonschema.expand import Expander, Undecided
from headgate.impact.compat.jsonschema.inclusion import Prover
from headgate.impact.compat.jsonschema.references import Spelling
from headgate.impact.compat.jsonschema.samples import Sampler
from headgate.impact.compat.jsonschema.sound import is_schema
from headgate.impact.compat.jsonschema.terms import Raw, Root

_LATER = ("$defs", "prefixItems", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "$dynamicRef")


@dataclass(frozen=True)
class Refused:
    """A value that one version accepts and the other refuses."""

    value: str
    """As JSON."""
    error: str
    """What jsonschema said; empty where it was not run."""
    path: tuple[str | int, ...] = ()
    """Where in the schema that refuses."""


@dataclass(frozen=True)
class Opinion:
    """Whether everything the writer's schema accepts is accepted by the reader's."""

    holds: bool | None
    why: str = ""
    refused: Refused | None = None


def load(text: str, *, registry: bool) -> tuple[Document, Root]:
    """A document and how to read it.

    Raises:
        UnreadableSchema: the text is not JSON.
    """
    document = read_json(text)
    value = _with_numeric_bounds(document.value)
    return document, Root(value, registry, _later(value), _anchors(value))


def accepted(writer: Root, reader: Root) -> Opinion:
    """Whether `reader` accepts all that `writer` accepts."""
    expander, spelling = Expander(), Spelling()
    one, another = Raw(writer.value, writer), Raw(reader.value, reader)
    why = "no proof and no counter-example was found"
    try:
        if Prover(expander, spelling).within(one, another):
            return Opinion(True)
    except Undecided as error:
        why = str(error)
    if writer.registry:
        return Opinion(False, why)
    try:
        refused = _search(writer, reader, Sampler(expander, spelling))
    except Undecided as error:
        return Opinion(None, str(error))
    return Opinion(None, why) if refused is None else Opinion(False, "", refused)


def _search(writer: Root, reader: Root, sampler: Sampler) -> Refused | None:
    accepts, refuses = _validator(writer), _validator(reader)
    if accepts is None or refuses is None:
        return None
    one, another = Raw(writer.value, writer), Raw(reader.value, reader)
    for value in sampler.each(one, another):
        try:
            error = next(iter(refuses.iter_errors(value)), None)
            if error is not None and accepts.is_valid(value):
                # That both are schemas at all is a long question, and only asked where it matters.
                both = all(is_schema(side.value, later=side.siblings) for side in (writer, reader))
                return _told(value, error) if both else None
        except (Unresolvable, RecursionError, ValueError, TypeError, ArithmeticError, AttributeError, LookupError):
            continue
    return None


def _told(value: Json, error: ValidationError) -> Refused:
    return Refused(json.dumps(value, ensure_ascii=False)[:600], error.message[:300], tuple(error.absolute_schema_path))


def _validator(root: Root) -> Any:
    kind = Draft202012Validator if root.siblings else Draft7Validator
    return kind(root.value) if isinstance(root.value, dict | bool) else None


def _later(value: Json) -> bool:
    """Whether keywords beside `$ref` count: the draft says so, or keywords of such a draft are used."""
    if not isinstance(value, dict):
        return False
    said = value.get("$schema")
    if isinstance(said, str):
        return not any(f"draft-0{number}" in said for number in (3, 4, 5, 6, 7)) and "/schema#" not in said
    return any(key in value for key in _LATER)


def _with_numeric_bounds(value: Json) -> Json:
    """Draft 4's boolean `exclusiveMinimum` and `exclusiveMaximum` as the numbers of later drafts."""
    if isinstance(value, list):
        return [_with_numeric_bounds(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {name: _with_numeric_bounds(inner) for name, inner in value.items()}
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        flag = made.get(exclusive)
        if isinstance(flag, bool):
            del made[exclusive]
            if flag and bound in made:
                made[exclusive] = made.pop(bound)
    return made


def _anchors(value: Json) -> dict[str, Json]:
    found: dict[str, Json] = {}
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, list):
            waiting += at
        elif isinstance(at, dict):
            for key in ("$id", "id"):
                name = at.get(key)
                if isinstance(name, str):
                    found.setdefault(name, at)
            for key in ("$anchor", "$dynamicAnchor"):
                name = at.get(key)
                if isinstance(name, str):
                    found.setdefault(f"#{name}", at)
            waiting += at.values()
    return found

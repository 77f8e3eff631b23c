"""Subschemas as terms: what stands in a document, and what is built from it by and, or, not."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from typing import TypeAlias

from headgate.facts.schemas.jsonschema import at_pointer, exists, local_pointer
from headgate.facts.schemas.positions import Json

TYPES = ("null", "boolean", "number", "string", "array", "object")


@dataclass(frozen=True)
class Root:
    """A whole document, and how it is to be read."""

    value: Json
    registry: bool = False
    """By a registry's rules: `format` and the content keywords count, and an empty schema is no excuse."""
    siblings: bool = False
    """Whether keywords beside `$ref` count (2019-09 and later)."""
    anchors: dict[str, Json] = field(default_factory=dict)
    """Subschemas by `$id`, `id` and `#anchor`."""

    def find(self, reference: str) -> Json:
        """The subschema that a reference names; None where it is not in the document."""
        pointer = local_pointer(reference)
        if pointer is not None and exists(self.value, pointer):
            return at_pointer(self.value, pointer)
        base, _, fragment = reference.partition("#")
        if fragment.startswith("/") and base in self.anchors:
            return at_pointer(self.anchors[base], local_pointer("#" + fragment) or ())
        return self.anchors.get(reference, self.anchors.get(base) if not fragment else None)


@dataclass(frozen=True, eq=False)
class Raw:
    """A subschema as it stands in its document."""

    schema: Json
    root: Root

    @property
    def key(self) -> tuple[object, ...]:
        return ("raw", id(self.schema), id(self.root)) if not isinstance(self.schema, bool) else (self.schema,)


@dataclass(frozen=True, eq=False)
class Not:
    part: Term

    @property
    def key(self) -> tuple[object, ...]:
        return ("not", self.part.key)


@dataclass(frozen=True, eq=False)
class All:
    parts: tuple[Term, ...]

    @property
    def key(self) -> tuple[object, ...]:
        return ("all", *sorted((part.key for part in self.parts), key=repr))


@dataclass(frozen=True, eq=False)
class Some:
    parts: tuple[Term, ...]

    @property
    def key(self) -> tuple[object, ...]:
        return ("some", *sorted((part.key for part in self.parts), key=repr))


@dataclass(frozen=True, eq=False)
class Fixed:
    """One cell of one type, as worked out before."""

    cell: object
    type: str

    @property
    def key(self) -> tuple[object, ...]:
        return ("fixed", id(self.cell))


Term: TypeAlias = Raw | Not | All | Some | Fixed
_NO_ROOT = Root(None)
TRUE = Raw(True, _NO_ROOT)
FALSE = Raw(False, _NO_ROOT)


def every(*parts: Term) -> Term:
    """All of `parts`; what is always true is left out."""
    left = {part.key: part for part in parts if part.key != TRUE.key}
    if FALSE.key in left:
        return FALSE
    if len(left) < 2:
        return next(iter(left.values()), TRUE)
    return All(tuple(left.values()))


def negated(part: Term) -> Term:
    """Everything that `part` refuses."""
    if isinstance(part, Not):
        return part.part
    if isinstance(part, Raw) and isinstance(part.schema, bool):
        return FALSE if part.schema else TRUE
    return Not(part)


def type_of(value: Json) -> str:
    """The JSON type of a value; integers are numbers."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def identity(value: Json) -> str:
    """A text that is the same for equal JSON values: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, int | float):
        return str(exact(value))
    if isinstance(value, list):
        return f"[{','.join(map(identity, value))}]"
    members = sorted(f"{json.dumps(name)}:{identity(inner)}" for name, inner in value.items())
    return "{" + ",".join(members) + "}"


def exact(number: float) -> Fraction:
    """A JSON number as it is written, so that 0.3 is three tenths; zero for what JSON cannot write."""
    if isinstance(number, int):
        return Fraction(int(number))
    return Fraction(str(number)) if isfinite(number) else Fraction(0)

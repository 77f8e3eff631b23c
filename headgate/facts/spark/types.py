"""Spark's types by name, as far as their parts are asked for.

Source: Spark SQL reference, "Data Types"; `DataType.simpleString`.
"""

from __future__ import annotations

from collections.abc import Iterator

Field = tuple[str, str]
"""Name and type of a column or of a field of a struct."""


def fields_in(text: str) -> tuple[Field, ...]:
    """The columns of a schema written as DDL: `id bigint, tags array<string>`; `a: int` within a struct.

    >>> fields_in("id bigint NOT NULL, `tags` array<string>")
    (('id', 'bigint'), ('tags', 'array<string>'))
    """
    return tuple(_fields(text))


def fields_of(type_: str) -> tuple[Field, ...] | None:
    """The fields of a struct; None for any other type."""
    inside = _inside(type_, "struct")
    return fields_in(inside) if inside is not None else None


def element_of(type_: str) -> str:
    """The type of an array's elements or of a map's values; empty for any other type."""
    inside = _inside(type_, "array")
    if inside is not None:
        return inside.strip()
    inside = _inside(type_, "map")
    parts = list(_split(inside)) if inside is not None else []
    return parts[1].strip() if len(parts) == 2 else ""


def is_map(type_: str) -> bool:
    """Whether the type is a map."""
    return _inside(type_, "map") is not None


def struct_of(fields: Iterator[Field] | tuple[Field, ...]) -> str:
    """The struct of `fields`."""
    return "struct<" + ",".join(f"{name}:{type_ or 'void'}" for name, type_ in fields) + ">"


def as_type(text: str) -> str:
    """A schema as a type: `a int, b string` is a struct of two fields."""
    stripped = text.strip()
    plain = stripped.partition("<")[0].lower() in ("struct", "array", "map") or " " not in stripped
    return stripped if plain else struct_of(fields_in(stripped))


def _inside(type_: str, word: str) -> str | None:
    text = type_.strip()
    if text.lower().startswith(word + "<") and text.endswith(">"):
        return text[len(word) + 1 : -1]
    return None


def _fields(text: str) -> Iterator[Field]:
    for part in _split(text):
        stripped = part.strip()
        if stripped.startswith("`"):
            name, _, rest = stripped[1:].partition("`")
        else:
            at = next((i for i, mark in enumerate(stripped) if mark in " :\t\n"), len(stripped))
            name, rest = stripped[:at], stripped[at:]
        if name:
            yield name, _without_constraint(rest.strip(" :\t\n"))


def _without_constraint(type_: str) -> str:
    lowered = type_.lower()
    for word in (" not null", " comment ", " generated "):
        if word in lowered:
            type_ = type_[: lowered.index(word)]
            lowered = type_.lower()
    return type_.strip()


def _split(text: str) -> Iterator[str]:
    """Parts between the commas that stand in no brackets."""
    depth, start = 0, 0
    for at, mark in enumerate(text):
        depth += mark in "<("
        depth -= mark in ">)"
        if mark == "," and depth == 0:
            yield text[start:at]
            start = at + 1
    if text[start:].strip():
        yield text[start:]

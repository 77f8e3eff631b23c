"""Spark's schema texts: a StructType as JSON, or as the DDL string that `StructType.toDDL` and readers' options take.

Source: Apache Spark, "Data Types"; `StructType.fromJson`, `StructType.fromDDL`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from headgate.facts.schemas.positions import Document, Json, Pointer, read_json
from headgate.facts.schemas.reading import UnreadableSchema

_MAX_DEPTH = 60
_WORD = re.compile(r"\s+|`(?:[^`]|``)*`|'(?:[^'\\]|\\.)*'|[A-Za-z_][\w.]*|\d+|[<>(),:]|--[^\n]*")
_SAME = {
    "long": "bigint", "integer": "int", "short": "smallint", "byte": "tinyint", "float": "float", "real": "float",
    "dec": "decimal", "numeric": "decimal", "timestamp_ltz": "timestamp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Struct:
    fields: tuple[StructField, ...]


@dataclass(frozen=True, slots=True)
class Array:
    element: SparkType
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Map:
    key: SparkType
    value: SparkType
    nullable: bool = True
    """Of the values; a key is never null."""


SparkType: TypeAlias = "str | Struct | Array | Map"
"""A plain type is its name in Spark SQL: `bigint`, `decimal(10,2)`."""


@dataclass(frozen=True, slots=True)
class StructField:
    name: str
    type: SparkType
    nullable: bool
    line: int


def read_struct(text: str) -> Struct:
    """A schema in either form.

    Raises:
        UnreadableSchema: it is neither.
    """
    if text.lstrip()[:1] == "{":
        document = read_json(text)
        made = _of_json(document, document.value, ())
        if isinstance(made, Struct):
            return made
        raise UnreadableSchema("not a StructType: its type is not 'struct'")
    return _Reader(text).struct("")


def _of_json(document: Document, value: Json, at: Pointer) -> SparkType:
    if len(at) > 2 * _MAX_DEPTH:
        raise UnreadableSchema("the schema is nested too deeply")
    if isinstance(value, str):
        return plain(value)
    if not isinstance(value, dict):
        raise UnreadableSchema(f"not a Spark type at line {document.line(at)}")
    kind = value.get("type")
    if kind == "struct":
        fields = value.get("fields")
        if not isinstance(fields, list):
            raise UnreadableSchema(f"a struct without fields at line {document.line(at)}")
        return Struct(tuple(_field(document, one, (*at, "fields", index)) for index, one in enumerate(fields)))
    if kind == "array":
        return Array(
            _of_json(document, value.get("elementType"), (*at, "elementType")), bool(value.get("containsNull", True))
        )
    if kind == "map":
        key, held = (_of_json(document, value.get(name), (*at, name)) for name in ("keyType", "valueType"))
        return Map(key, held, bool(value.get("valueContainsNull", True)))
    if kind == "udt":
        return _of_json(document, value.get("sqlType"), (*at, "sqlType"))
    raise UnreadableSchema(f"{kind!r} is no Spark type (line {document.line(at)})")


def _field(document: Document, value: Json, at: Pointer) -> StructField:
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        raise UnreadableSchema(f"a field without a name at line {document.line(at)}")
    inner = _of_json(document, value.get("type"), (*at, "type"))
    return StructField(str(value["name"]), inner, value.get("nullable") is not False, document.line((*at, "name")))


def plain(name: str) -> str:
    """A plain type as Spark SQL calls it.

    >>> plain("Long"), plain("decimal(10, 2)")
    ('bigint', 'decimal(10,2)')
    """
    head, bracket, rest = name.lower().replace(" ", "").partition("(")
    return _SAME.get(head, head) + (
        bracket + rest if bracket else "(10,0)" if _SAME.get(head, head) == "decimal" else ""
    )


class _Reader:
    """A DDL string, word by word."""

    def __init__(self, text: str) -> None:
        self.words: list[tuple[str, int]] = []
        at, line = 0, 1
        while at < len(text):
            match = _WORD.match(text, at)
            if match is None:
                raise UnreadableSchema(f"not a Spark schema: {text[at : at + 20]!r} at line {line}")
            if match[0].strip() and not match[0].startswith("--"):
                self.words.append((match[0], line))
            line += match[0].count("\n")
            at = match.end()
        self.at = 0

    def _next(self, *wanted: str) -> str:
        if self.at >= len(self.words):
            raise UnreadableSchema("not a Spark schema: it ends too early")
        word = self.words[self.at][0]
        if wanted and word.upper() not in wanted:
            raise UnreadableSchema(f"not a Spark schema: {word!r} at line {self.words[self.at][1]}")
        self.at += 1
        return word

    def _is(self, *words: str) -> bool:
        return self.at < len(self.words) and self.words[self.at][0].upper() in words

    def struct(self, closes: str, depth: int = 0) -> Struct:
        fields: list[StructField] = []
        while self.at < len(self.words) and not self._is(closes):
            name, line = self._next(), self.words[self.at - 1][1]
            if self._is(":"):
                self._next()
            kind = self._type(depth + 1)
            nullable = True
            while self.at < len(self.words) and not self._is(",", closes):
                if self._next().upper() == "NOT" and self._is("NULL"):
                    nullable = False
            fields.append(StructField(name.strip("`").replace("``", "`"), kind, nullable, line))
            if self._is(","):
                self._next()
        if not fields and not closes:
            raise UnreadableSchema("not a Spark schema: no field is in it")
        return Struct(tuple(fields))

    def _type(self, depth: int) -> SparkType:
        if depth > _MAX_DEPTH:
            raise UnreadableSchema("the schema is nested too deeply")
        name = self._next().lower()
        if name in ("struct", "array", "map") and self._is("<"):
            self._next("<")
            if name == "struct":
                made: SparkType = self.struct(">", depth)
            elif name == "array":
                made = Array(self._type(depth + 1))
            else:
                key = self._type(depth + 1)
                self._next(",")
                made = Map(key, self._type(depth + 1))
            self._next(">")
            return made
        sizes: list[str] = []
        if self._is("("):
            while not self._is(")"):
                sizes.append(self._next())
            self._next(")")
        return plain(name + "".join(sizes) + (")" if sizes else ""))

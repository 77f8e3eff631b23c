"""JSON with the line of every key and value, which the standard library's reader does not tell."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TypeAlias

from headgate.facts.schemas.reading import UnreadableSchema

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Pointer: TypeAlias = tuple[str | int, ...]
"""The way from the top: member names and item numbers."""

_MAX_NESTING = 256
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_INCLUDE = re.compile(r"@[A-Za-z_]\w*@|\{\{[^{}\n]*\}\}")
_STRINGS = json.JSONDecoder()
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
INCLUDED = "$headgate:included"
"""Member name under which a template's placeholder stands in the value."""


@dataclass
class Document:
    """A JSON text, read."""

    value: Json
    lines: dict[Pointer, int] = field(default_factory=dict)
    """From 1: where the member's key stands, or the item begins."""
    ends: dict[Pointer, int] = field(default_factory=dict)
    """The last line of objects and arrays."""
    duplicates: list[tuple[Pointer, int]] = field(default_factory=list)
    """Members that stand twice in one object; the later one counts, as everywhere."""
    includes: list[tuple[str, int]] = field(default_factory=list)
    """Placeholders of a template (`@NAME@`), whose content is not known here."""

    def line(self, pointer: Pointer) -> int:
        """The line of `pointer`, or of the nearest thing above it that exists."""
        while pointer not in self.lines and pointer:
            pointer = pointer[:-1]
        return self.lines.get(pointer, 1)


def read_json(text: str) -> Document:
    """The value of a JSON text, with lines.

    Placeholders of simple templates (`@NAME@` in place of a member or a value) are passed over and listed.

    Raises:
        UnreadableSchema: the text is not JSON, or nested more than 256 deep.
    """
    return _Reader(text).document()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found = Document(None)
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def document(self) -> Document:
        self.found.value = self._value((), 0)
        self._skip()
        if self.at < len(self.text):
            raise self._trouble("there is text after the end of the value")
        return self.found

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at)

    def _trouble(self, why: str) -> UnreadableSchema:
        line = self._line(min(self.at, len(self.text)))
        return UnreadableSchema(f"not JSON: {why} at line {line}", line)

    def _skip(self) -> str:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def _value(self, pointer: Pointer, depth: int) -> Json:
        if depth > _MAX_NESTING:
            raise self._trouble(f"nested more than {_MAX_NESTING} deep")
        first = self._skip()
        self.found.lines.setdefault(pointer, self._line(self.at))
        if first == "{":
            return self._object(pointer, depth)
        if first == "[":
            return self._array(pointer, depth)
        if first == '"':
            return self._string()
        return self._scalar()

    def _string(self) -> str:
        try:
            value, self.at = _STRINGS.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            raise self._trouble(error.msg[:1].lower() + error.msg[1:]) from error
        return str(value)

    def _scalar(self) -> Json:
        for word, value in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        number = _NUMBER.match(self.text, self.at)
        if number and number.end() - self.at <= 400:
            self.at = number.end()
            digits = number.group()
            return int(digits) if digits.lstrip("-").isdigit() else float(digits)
        if self._include():
            return {INCLUDED: True}
        raise self._trouble("a value is missing")

    def _include(self) -> bool:
        match = _INCLUDE.match(self.text, self.at)
        if match is None:
            return False
        self.found.includes.append((match.group(), self._line(self.at)))
        self.at = match.end()
        return True

    def _object(self, pointer: Pointer, depth: int) -> Json:
        self.at += 1
        members: dict[str, Json] = {}
        first = True
        while (sign := self._skip()) != "}":
            if not first:
                if sign != ",":
                    raise self._trouble("a comma or closing brace is missing")
                self.at += 1
                sign = self._skip()
            first = False
            if self._include():
                members[INCLUDED] = True
                continue
            if sign != '"':
                raise self._trouble("a member's name is missing")
            self._member(members, pointer, depth)
        self.found.ends[pointer] = self._line(self.at)
        self.at += 1
        return members

    def _member(self, members: dict[str, Json], pointer: Pointer, depth: int) -> None:
        line = self._line(self.at)
        name = self._string()
        if self._skip() != ":":
            raise self._trouble("a colon is missing")
        self.at += 1
        inner = (*pointer, name)
        if name in members:
            self.found.duplicates.append((inner, line))
        self.found.lines[inner] = line
        members[name] = self._value(inner, depth + 1)

    def _array(self, pointer: Pointer, depth: int) -> Json:
        self.at += 1
        items: list[Json] = []
        while (sign := self._skip()) != "]":
            if items:
                if sign != ",":
                    raise self._trouble("a comma or closing bracket is missing")
                self.at += 1
            items.append(self._value((*pointer, len(items)), depth + 1))
        self.found.ends[pointer] = self._line(self.at)
        self.at += 1
        return items

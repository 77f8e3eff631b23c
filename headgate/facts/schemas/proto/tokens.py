"""Protobuf's words, with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.schemas.reading import UnreadableSchema

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\f\v]+|//[^\n]*)
      | (?P<newline>\n)
      | (?P<comment>/\*)
      | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<number>\.?\d(?:[eE][+-]|[\w.])*)
      | (?P<name>\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
      | (?P<sign>[{}()\[\]<>;,=:/+\-.])""",
    re.X,
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    """`name`, `number`, `string`, `sign`, `end`."""
    text: str
    line: int
    start: int = 0
    """Characters of the text before it."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """The words of a `.proto` text, without comments.

    Raises:
        UnreadableSchema: a character or a string that Protobuf does not know.
    """
    at, line = 0, 1
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UnreadableSchema(f"not Protobuf: {text[at]!r} at line {line}", line)
        kind = match.lastgroup or ""
        at = match.end()
        if kind == "newline":
            line += 1
        elif kind == "comment":
            end = text.find("*/", at)
            if end < 0:
                raise UnreadableSchema(f"not Protobuf: the comment from line {line} does not end", line)
            line += text.count("\n", at, end)
            at = end + 2
        elif kind != "space":
            yield Token(kind, match.group(), line, match.start())
    yield Token("end", "", line, len(text))

"""A small part of Ruby, read as data: calls with plain arguments, their blocks, and nothing that is computed.

What is no such call (assignments, loops over values, conditions) is passed over; calls in its branches are read. No
code is executed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from headgate.impact.compat.migration.ruby.words import Token, UnreadableRubyError, tokens

_MAX_BYTES = 500_000
_MAX_DEPTH = 40
_OPENS = ("if", "unless", "while", "until", "case", "begin", "for")
_BRANCHES = ("else", "elsif", "when", "in", "rescue", "ensure")
_MODIFIERS = ("if", "unless", "rescue", "while", "until", "and", "or")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "nil": None}
_TIDY = ("freeze", "squish", "strip", "strip_heredoc", "to_s", "to_sym")


class Unknown:
    """A value that is computed."""


UNKNOWN = Unknown()
Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | Unknown | None"


@dataclass
class Call:
    """A call without a receiver or on a name: `t.string :note, null: false`."""

    name: str
    line: int
    owner: str = ""
    """The name before the last dot; `t` above."""
    values: list[Value] = field(default_factory=list)
    options: dict[str, Value] = field(default_factory=dict)
    block: list[Call] = field(default_factory=list)

    def text(self, place: int) -> str:
        """An argument that is a text or symbol; empty otherwise."""
        value = self.values[place] if place < len(self.values) else None
        return value if isinstance(value, str) else ""

    def texts(self, place: int) -> list[str]:
        """An argument that is a text or a list of them."""
        value = self.values[place] if place < len(self.values) else None
        return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def read(text: str) -> list[Call]:
    """The calls of a file, those of classes and methods inside calls named `class`, `module` and `def`.

    Raises:
        UnreadableRubyError: the text is too long or too deep, or does not come out even.
    """
    if len(text) > _MAX_BYTES:
        raise UnreadableRubyError(f"over {_MAX_BYTES:,} characters")
    return _Reader(tokens(text)).statements(0, ())


class _Reader:
    def __init__(self, words: list[Token]) -> None:
        self.tokens = words
        self.at = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def is_(self, *texts: str) -> bool:
        return self.now.kind in ("name", "sign") and self.now.text in texts

    def statements(self, depth: int, until: tuple[str, ...]) -> list[Call]:
        """Statements up to one of `until`, which is not read."""
        if depth > _MAX_DEPTH:
            raise UnreadableRubyError("nested too deeply")
        found: list[Call] = []
        while self.now.kind != "end" and not self.is_(*until):
            start = self.at
            if self.now.kind == "newline" or self.is_(";"):
                self.next()
            elif self.is_("class", "module", "def"):
                found.append(self._named(depth))
            elif self.is_(*_OPENS):
                found += self._branches(depth)
            else:
                found += self._statement(depth)
            if self.at == start:
                self.next()
        if self.now.kind == "end" and until:
            raise UnreadableRubyError("a block does not end")
        return found

    def _named(self, depth: int) -> Call:
        kind = self.next()
        made = Call(kind.text, kind.line, values=[self.now.text])
        self._past_line()
        made.block = self._branches_of(depth)
        return made

    def _branches(self, depth: int) -> list[Call]:
        self.next()
        self._past_line()
        return self._branches_of(depth)

    def _branches_of(self, depth: int) -> list[Call]:
        """Everything to the matching `end`, the branches one after the other."""
        found = self.statements(depth + 1, ("end", *_BRANCHES))
        while self.is_(*_BRANCHES):
            self.next()
            self._past_line()
            found += self.statements(depth + 1, ("end", *_BRANCHES))
        self.next()
        return found

    def _past_line(self) -> None:
        while self.now.kind not in ("newline", "end") and not self.is_(";", "then"):
            self.next()

    def _statement(self, depth: int) -> list[Call]:
        call = self._call() if self.now.kind == "name" else None
        found = [call] if call else []
        # Whatever is left of the line: blocks in it are read, the rest is passed over.
        while self.now.kind not in ("newline", "end") and not self.is_(";", "}", "end"):
            if self.is_("do", "{") and call is not None and not call.block:
                call.block = self._block(depth)
            elif self.is_("do", "{"):
                found += self._block(depth)
            elif self.is_(*_OPENS) and self.tokens[self.at - 1].text in ("=", "(", "||", "&&"):
                found += self._branches(depth)
            else:
                self.next()
                if self.now.kind == "newline" and self.tokens[self.at - 1].text in (
                    ",",
                    "(",
                    "[",
                    "=",
                    ".",
                    "&&",
                    "||",
                ):
                    self.next()
        return found

    def _block(self, depth: int) -> list[Call]:
        closes = "end" if self.next().text == "do" else "}"
        if self.is_("|"):
            self.next()
            while self.now.kind not in ("newline", "end") and not self.is_("|"):
                self.next()
            self.next()
        if closes == "end":
            return self._branches_of(depth)
        found = self.statements(depth + 1, ("}",))
        self.next()
        return found

    def _call(self) -> Call | None:
        """The call that a statement begins with; None where it begins with something else."""
        first = self.next()
        owner, name, line = "", first.text, first.line
        self._version(name)
        while self.is_(".", "&.", "::") and self.tokens[self.at + 1].kind == "name":
            self.next()
            owner, name = name, self.next().text
            self._version(name)
        made = Call(name, line, owner)
        if self.is_("("):
            self.next()
            self._arguments(made, (")",))
            if self.is_(")"):
                self.next()
        elif self.is_("=", "+", "-", "*", "/", "<", ">", "?", "&&", "||", "==", "|", "&"):
            return None
        elif not self.is_("do", "{", *_MODIFIERS):
            self._arguments(made, ())
        return made

    def _version(self, name: str) -> None:
        """Past what a constant is asked for in brackets: `Schema[7.1]`."""
        if self.is_("[") and name[:1].isupper():
            while self.now.kind not in ("newline", "end") and not self.is_("]"):
                self.next()
            self.next()

    def _arguments(self, call: Call, closes: tuple[str, ...]) -> None:
        while not self._at_end(closes):
            start = self.at
            if self.now.kind == "newline" or self.is_(","):
                self.next()
                continue
            self._argument(call.values, call.options, closes)
            if self.at == start:
                self.next()

    def _at_end(self, closes: tuple[str, ...]) -> bool:
        if self.now.kind == "end" or self.is_(*closes):
            return True
        if closes:
            return False
        if self.now.kind == "newline":
            return self.tokens[self.at - 1].text not in (",", "=>", "|")
        return self.is_("do", "{", "}", ";", "end", ")", "]", *_MODIFIERS)

    def _argument(self, values: list[Value], options: dict[str, Value], closes: tuple[str, ...]) -> None:
        if self.now.kind == "label":
            key = self.next().text.rstrip(":").strip("\"'")
            self._newlines()
            options[key] = self._value(closes)
            return
        value = self._value(closes)
        if self.is_("=>"):
            self.next()
            self._newlines()
            options[str(value)] = self._value(closes)
        else:
            values.append(value)

    def _newlines(self) -> None:
        while self.now.kind == "newline":
            self.next()

    def _value(self, closes: tuple[str, ...]) -> Value:
        value = self._plain()
        while self.is_(".") and self.tokens[self.at + 1].text in _TIDY:
            self.next()
            self.next()
        if self._at_end(closes) or self.now.kind in ("newline", "label") or self.is_(",", "=>"):
            return value
        depth = 0
        while self.now.kind != "end":
            if not depth and (self.is_(",", "=>") or self._at_end(closes)):
                break
            if self.is_("(", "[", "{"):
                depth += 1
            elif self.is_(")", "]", "}"):
                depth -= 1
            self.next()
        return UNKNOWN

    def _plain(self) -> Value:
        token = self.next()
        if token.kind == "text":
            return _unquoted(token.text)
        if token.kind == "symbol":
            return _unquoted(token.text[1:])
        if token.kind == "number":
            digits = token.text.replace("_", "")
            return float(digits) if "." in digits else int(digits[:18])
        if token.kind == "list":
            return list[Value](token.text[3:-1].split())
        if token.kind == "name" and token.text in _CONSTANTS:
            return _CONSTANTS[token.text]
        if token.text == "-" and self.now.kind == "number":
            number = self._plain()
            return -number if isinstance(number, int | float) else UNKNOWN
        if token.text == "->":
            while self.now.kind not in ("newline", "end") and not self.is_("{", "do"):
                self.next()
            if self.is_("{", "do"):
                self._block(0)
            return UNKNOWN
        if token.kind == "sign" and token.text in ("[", "{"):
            inside = Call("", token.line)
            self._arguments(inside, ("]" if token.text == "[" else "}",))
            self.next()
            return inside.values if token.text == "[" else inside.options
        return UNKNOWN


def _unquoted(text: str) -> Value:
    if len(text) < 2 or text[0] not in "\"'" or text[-1] != text[0]:
        return UNKNOWN if "#{" in text else text
    inside = text[1:-1]
    return UNKNOWN if text[0] == '"' and "#{" in inside else inside.replace("\\" + text[0], text[0])

"""Where the declarations of a `.proto` text stand, for those who change some and leave the rest as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from headgate.facts.schemas.proto.tokens import Token, tokens
from headgate.facts.schemas.reading import UnreadableSchema


@dataclass(eq=False)
class Statement:
    """What ends with `;`, or a block in braces."""

    words: list[Token]
    """Up to the `;` or the opening brace."""
    end: int = 0
    """Behind its last character."""
    opened: bool = False
    close: int = 0
    """Where the closing brace of a block stands."""
    body: list[Statement] = field(default_factory=list)

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def keyword(self) -> str:
        return self.words[0].text

    @property
    def equals(self) -> int:
        """Index of the first `=`; 0 where there is none."""
        return next((at for at, word in enumerate(self.words) if word.text == "="), 0)

    @property
    def declares(self) -> bool:
        """Whether it is a field or a value."""
        if self.opened or not self.equals:
            return False
        return self.equals == 1 or not (
            self.keyword == "option" or (self.keyword == "extensions" and self.words[1].kind == "number")
        )

    @property
    def named(self) -> Token:
        """The name of a field or value."""
        return self.words[self.equals - 1]

    @property
    def number(self) -> tuple[int, int]:
        """Where the number of a field or value begins and ends."""
        first = self.words[self.equals + 1]
        last = self.words[self.equals + 2] if first.text == "-" else first
        return first.start, last.end

    def members(self, oneof: str = "") -> Iterator[tuple[Statement, str]]:
        """Fields or values of a block, and the oneof that each stands in."""
        for one in self.body:
            if one.opened and one.keyword == "oneof":
                yield from one.members(one.words[1].text)
            elif one.declares:
                yield one, oneof


def statements(text: str) -> list[Statement]:
    """The statements of a text that `parse` reads, blocks with what they hold.

    Raises:
        UnreadableSchema: the text is not Protobuf, or it has a group, whose body is no block of its own.
    """
    found: list[Statement] = []
    holders: list[Statement] = []
    current: Statement | None = None
    depth = 0
    for word in tokens(text):
        if word.kind == "end":
            break
        into = holders[-1].body if holders else found
        if current is None:
            if word.text == "}" and holders:
                done = holders.pop()
                done.close, done.end = word.start, word.end
            elif word.text != ";":
                current = Statement([word])
            continue
        if word.text == "{" and not depth and not current.equals:
            current.opened = True
            into.append(current)
            holders.append(current)
            current = None
            continue
        if word.text == "{" and not depth and any(one.text == "group" for one in current.words):
            raise UnreadableSchema(f"the group at line {word.line} is not rewritten", word.line)
        if word.text == ";" and not depth:
            current.end = word.end
            into.append(current)
            current = None
            continue
        current.words.append(word)
        if word.kind == "sign":
            depth += (word.text in "{[") - (word.text in "}]")
    return found


def blocks(found: list[Statement], scope: str) -> Iterator[tuple[str, Statement]]:
    """Messages and enums by full name, the outer ones first."""
    for one in found:
        at = 1 if one.keyword in ("export", "local") else 0
        if not one.opened or one.words[at].text not in ("message", "enum"):
            continue
        name = one.words[at + 1].text
        full = f"{scope}.{name}" if scope else name
        yield full, one
        yield from blocks(one.body, full)

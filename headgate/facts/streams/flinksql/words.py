"""Flink SQL as tokens, and edits of its text that leave every line where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from sqlglot.dialects.dialect import Dialect
from sqlglot.tokenizer_core import Token, TokenType
from sqlglot.tokens import Tokenizer

OPENS = frozenset((TokenType.L_PAREN, TokenType.L_BRACKET))
CLOSES = frozenset((TokenType.R_PAREN, TokenType.R_BRACKET))


class _FlinkTokenizer(Tokenizer):
    """Source: the Flink manual, "Reserved Keywords" and "Data Types": backquotes for names, '' inside strings."""

    IDENTIFIERS: ClassVar[list[str | tuple[str, str]]] = ["`"]
    QUOTES: ClassVar[list[tuple[str, str] | str]] = ["'"]
    STRING_ESCAPES: ClassVar[list[str]] = ["'"]
    COMMANDS: ClassVar[set[TokenType]] = set()
    KEYWORDS: ClassVar[dict[str, TokenType]] = {
        word: kind for word, kind in Tokenizer.KEYWORDS.items() if not word.startswith("/*+")
    }


class Words(list[Token]):
    """The tokens of one statement, with its brackets."""

    @cached_property
    def closers(self) -> dict[int, int]:
        """Where each bracket that is closed is closed."""
        found: dict[int, int] = {}
        opened: list[int] = []
        for at, token in enumerate(self):
            if token.token_type in OPENS:
                opened.append(at)
            elif token.token_type in CLOSES and opened:
                found[opened.pop()] = at
        return found

    @cached_property
    def openers(self) -> dict[int, int]:
        return {end: start for start, end in self.closers.items()}

    @cached_property
    def depths(self) -> list[int]:
        """How many brackets are open before each token."""
        now, found = 0, []
        for token in self:
            found.append(now)
            now += (token.token_type in OPENS) - (token.token_type in CLOSES)
        return found


def tokenize(text: str) -> list[Token]:
    """The tokens of a script.

    Raises:
        TokenError: a string or a quoted name is open.
    """
    return _FlinkTokenizer(Dialect()).tokenize(text)


def word(tokens: Words, at: int) -> str:
    """The word at `at` in capitals; empty for strings, quoted names, and beyond the ends."""
    if not 0 <= at < len(tokens) or tokens[at].token_type in (TokenType.STRING, TokenType.IDENTIFIER):
        return ""
    return " ".join(tokens[at].text.upper().split())


def words(tokens: Words, at: int, count: int) -> list[str]:
    """The next `count` words from `at` on."""
    return [word(tokens, position) for position in range(at, min(at + count, len(tokens)))]


def closing(tokens: Words, opens: int) -> int:
    """Where the bracket at `opens` is closed; the last token where it is not."""
    return tokens.closers.get(opens, len(tokens) - 1)


def name_end(tokens: Words, at: int) -> int:
    """Behind the dotted name that starts at `at`."""
    while at + 2 < len(tokens) and tokens[at + 1].token_type is TokenType.DOT:
        at += 2
    return at + 1


def parts(tokens: Words, opens: int) -> Iterator[tuple[int, int]]:
    """The spans between the commas of the bracket at `opens`, those of inner brackets and of `<…>` aside."""
    end, depth, angles, start = closing(tokens, opens), 0, 0, opens + 1
    for at in range(opens + 1, end):
        kind = tokens[at].token_type
        depth += (kind in OPENS) - (kind in CLOSES)
        angles = max(angles + _angles(tokens, at), 0)
        if kind is TokenType.COMMA and not depth and not angles:
            if at > start:
                yield start, at
            start, angles = at + 1, 0
    if end > start:
        yield start, end


def _angles(tokens: Words, at: int) -> int:
    """How much deeper into `ARRAY<ROW<…>>` the token leads; comparisons are not meant."""
    if tokens[at].token_type is TokenType.LT:
        return int(word(tokens, at - 1) in ("ROW", "MAP", "ARRAY", "MULTISET", "RAW", "STRUCTURED", "STRUCT"))
    return -tokens[at].text.count(">") if tokens[at].text in (">", ">>") else 0


@dataclass
class Edits:
    """What becomes of a text; what goes takes none of its line breaks along."""

    text: str
    _made: list[tuple[int, int, str]] = field(default_factory=list)

    def put(self, first: Token, last: Token, instead: str = "") -> None:
        """`instead` in the place of all from `first` to `last`."""
        self._made.append((first.start, last.end + 1, instead))

    def cut(self, start: int, end: int, instead: str = "") -> None:
        """`instead` in the place of the characters from `start` up to `end`."""
        self._made.append((start, end, instead))

    def behind(self, token: Token, added: str) -> None:
        """`added` after `token`."""
        self._made.append((token.end + 1, token.end + 1, added))

    def applied(self) -> str:
        """The text after all edits; of edits that overlap the one that begins first."""
        found: list[str] = []
        at = 0
        for start, end, instead in sorted(self._made, key=lambda one: (one[0], -one[1])):
            if start < at:
                continue
            gone = self.text[start:end].count("\n") - instead.count("\n")
            found += [self.text[at:start], instead, "\n" * max(gone, 0)]
            at = end
        return "".join((*found, self.text[at:]))

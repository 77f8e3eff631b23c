"""The joins of a ksqlDB script, and which of its names are streams and which are tables.

Source: ksqlDB, "Join streams and tables".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlglot.tokenizer_core import Token, TokenType

from headgate.facts.streams.ksql_text import head_of
from headgate.facts.streams.scripts import words_of

_ENDS = ("JOIN", "WHERE", "GROUP", "GROUP BY", "PARTITION", "PARTITION BY", "EMIT", "WINDOW", "HAVING", ";")


@dataclass(frozen=True, slots=True)
class KsqlJoin:
    """One JOIN, by the names as written."""

    left: str
    right: str
    line: int
    within: bool
    """It says within which time the rows meet."""


@dataclass(frozen=True)
class KsqlScript:
    """A ksqlDB script, as rules are offered it."""

    path: str
    kinds: dict[str, str]
    """Name in lower case to `stream` or `table`; names that are created twice with different kinds are left out."""
    partitions: dict[str, int]
    """Name in lower case to the number of partitions that the script states."""
    joins: tuple[KsqlJoin, ...] = ()


def script_of(path: str, pieces: Iterable[Sequence[Token]]) -> KsqlScript:
    """What the statements of a script create and join."""
    kinds: dict[str, str] = {}
    partitions: dict[str, int] = {}
    joins: list[KsqlJoin] = []
    twice: set[str] = set()
    for piece in pieces:
        head = head_of(piece) if piece[0].text.upper() == "CREATE" else None
        if head is not None:
            kind = next(word.lower() for word in words_of(piece[:6]) if word in ("STREAM", "TABLE"))
            name = head.name.lower()
            twice |= {name} if kinds.setdefault(name, kind) != kind else set()
            if head.option("partitions").isdigit():
                partitions[name] = int(head.option("partitions"))
        joins += _joins(piece)
    return KsqlScript(path, {n: kind for n, kind in kinds.items() if n not in twice}, partitions, tuple(joins))


def _joins(piece: Sequence[Token]) -> Iterator[KsqlJoin]:
    words = words_of(piece)
    depth, left = 0, ""
    for at, token in enumerate(piece):
        depth += (token.token_type == TokenType.L_PAREN) - (token.token_type == TokenType.R_PAREN)
        if depth or at + 1 >= len(piece):
            continue
        if words[at] == "FROM" and not left:
            left = piece[at + 1].text.lower()
        elif words[at] == "JOIN" and left:
            end = next((i for i in range(at + 1, len(words)) if words[i] in _ENDS), len(words))
            yield KsqlJoin(left, piece[at + 1].text.lower(), token.line, "WITHIN" in words[at:end])

"""A Flink SQL script as text that sqlglot's Spark dialect reads, line by line where it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlglot.tokenizer_core import Token

from headgate.facts.sql.split import MAX_DEPTH, MAX_TOKENS
from headgate.facts.streams.flinksql.expressions import plain_expressions
from headgate.facts.streams.flinksql.model import FlinkTable, Hint, TemporalJoin, TimeWindow
from headgate.facts.streams.flinksql.tables import plain_table
from headgate.facts.streams.flinksql.windows import plain_patterns, plain_windows
from headgate.facts.streams.flinksql.words import Edits, Words, tokenize, word, words
from headgate.facts.streams.scripts import pieces_of

_QUIET = frozenset(
    (
        *("SET", "RESET", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "ADD", "REMOVE", "LOAD", "UNLOAD", "HELP", "QUIT"),
        *("EXIT", "CLEAR", "CALL", "ANALYZE", "COMPILE", "STOP", "SOURCE"),
    )
)
"""First words of statements that move no rows."""
_MADE = frozenset(("FUNCTION", "CATALOG", "DATABASE", "MODEL", "CONNECTION", "SCHEMA", "JAR", "MODULE", "MODULES"))
"""What CREATE, ALTER, DROP and USE speak of besides tables and views."""
_HINT = re.compile(r"(\w+)\s*\(([^()]*)\)")
_LONGEST_HINT = 4_000


@dataclass
class Plain:
    """A script in Spark's words, with what those have no words for."""

    text: str
    tables: list[FlinkTable] = field(default_factory=list)
    windows: list[TimeWindow] = field(default_factory=list)
    settings: list[tuple[str, str, int]] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    temporal: list[TemporalJoin] = field(default_factory=list)
    patterns: list[int] = field(default_factory=list)
    """Lines of MATCH_RECOGNIZE."""


def plain(text: str) -> Plain:
    """Read a script.

    Raises:
        TokenError: a string or a quoted name is open.
    """
    tokens = tokenize(text)
    edits = Edits(text)
    made = Plain(text)
    for piece in pieces_of(tokens):
        _statement(_inner(piece), edits, made)
    made.hints = list(_hints(text, tokens))
    made.text = edits.applied()
    return made


def _inner(piece: list[Token]) -> Words:
    """The statement without what opens a set of statements, `EXECUTE STATEMENT SET BEGIN INSERT …`."""
    whole, at = Words(piece), 0
    while word(whole, at) in ("EXECUTE", "BEGIN", "STATEMENT", "SET") and "STATEMENT" in words(whole, 0, 3):
        at += 1
    return Words(piece[at:])


def _statement(piece: Words, edits: Edits, made: Plain) -> None:
    if not piece or len(piece) > MAX_TOKENS or max(piece.depths) > MAX_DEPTH:
        return  # what is too large, the reader of its statements tells
    first = word(piece, 0)
    if first == "SET":
        made.settings += _setting(piece)
    if _moves_nothing(piece):
        edits.put(piece[0], piece[-1])
        return
    if first == "EXECUTE" and word(piece, 1) == "INSERT":
        edits.put(piece[0], piece[0])
    if words(piece, 1, 2) == ["MATERIALIZED", "TABLE"]:
        edits.put(piece[1], piece[1])
    table = plain_table(piece, edits)
    if table is not None:
        made.tables.append(table)
    made.windows += plain_windows(piece, edits)
    made.patterns += plain_patterns(piece, edits)
    made.temporal += plain_expressions(piece, edits)


def _moves_nothing(piece: Words) -> bool:
    first, told = word(piece, 0), words(piece, 1, 6)
    if first in _QUIET or (first == "EXECUTE" and told[:1] == ["PLAN"]):
        return True
    if first in ("CREATE", "DROP", "USE"):
        kind = next((one for one in told if one not in ("OR", "REPLACE", "TEMPORARY", "SYSTEM", "ALTER")), "")
        return kind in _MADE
    if first == "ALTER":
        behind = [word(piece, at) for at in range(1, len(piece))]
        settles = bool(
            {"SET", "RESET", "WATERMARK", "PARTITION", "DISTRIBUTION", "SUSPEND", "RESUME"} & set(behind[:9])
        )
        return behind[:1] not in (["TABLE"], ["VIEW"]) or settles
    return False


def _setting(piece: Words) -> Iterator[tuple[str, str, int]]:
    """`SET 'key' = 'value'`, or without quotes."""
    at = next((n for n, token in enumerate(piece) if token.text == "="), None)
    if at is not None and at > 1:
        key = "".join(token.text for token in piece[1:at])
        value = " ".join(token.text for token in piece[at + 1 :])
        yield key.strip("'\" ").lower(), value.strip("'\" "), piece[0].line


def _hints(text: str, tokens: Sequence[Token]) -> Iterator[Hint]:
    """The hints between tokens."""
    for before, after in pairwise(tokens):
        start = text.find("/*+", before.end + 1, after.start)
        if start >= 0:
            end = text.find("*/", start, after.start)
            written = text[start + 3 : end if end >= 0 else after.start][:_LONGEST_HINT]
            line = text.count("\n", before.end, start) + before.line
            yield from (Hint(one[1].upper(), one[2], line) for one in _HINT.finditer(written))

"""ksqlDB's statements brought into words that a SQL parser knows, every line where it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot.tokenizer_core import Token, TokenType

from headgate.facts.streams.scripts import words_of

_DEFINE = re.compile(r"^\s*DEFINE\s+(\w+)\s*=\s*'([^'\n]*)'\s*;", re.I | re.M)
_MOST_DEFINES = 200
_WORDS = frozenset(("KEY", "PRIMARY", "HEADERS", "HEADER", "PRIMARY KEY"))
_PSEUDO = frozenset(("ROWTIME", "ROWKEY", "ROWPARTITION", "ROWOFFSET", "WINDOWSTART", "WINDOWEND"))
"""What every row has without being a column of its topic's records."""
_PARENTHESES = {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}


@dataclass(frozen=True, slots=True)
class Head:
    """What a CREATE STREAM or CREATE TABLE says before its query."""

    name: str
    columns: int | None
    """Index of the parenthesis that opens the list of columns."""
    query: int | None
    """Index of the first token of the query behind AS."""
    options: tuple[tuple[str, str], ...]

    def option(self, key: str) -> str:
        return next((value for name, value in self.options if name == key), "")


def substituted(text: str) -> str:
    """`text` with the variables of DEFINE put in and lines joined, as ksqlDB's command line does."""
    # Older command lines took a backslash for "the statement goes on".
    text = re.sub(r"\\(?=[ \t]*$)", " ", text, flags=re.M)
    values = dict(_DEFINE.findall(text)[:_MOST_DEFINES])
    if not values:
        return text
    return re.sub(r"\$\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)


def head_of(piece: Sequence[Token]) -> Head | None:
    """The head of a CREATE STREAM or TABLE; None for any other statement."""
    words = words_of(piece[:10])
    at = next((i for i, word in enumerate(words[:6]) if word in ("STREAM", "TABLE")), None)
    if at is None:
        return None
    at += 1
    at += 3 if words[at : at + 3] == ["IF", "NOT", "EXISTS"] else 0
    if at >= len(piece):
        return None
    query = next((i for i in range(at, len(piece) - 1) if _opens_query(piece, i)), None)
    end = query if query is not None else len(piece)
    first = piece[at + 1] if at + 1 < end else None
    columns = at + 1 if first is not None and first.token_type == TokenType.L_PAREN else None
    told = tuple((key.lower(), value) for key, value, _ in pairs(piece[:end]))
    return Head(piece[at].text, columns, query, told)


def pairs(piece: Sequence[Token]) -> Iterator[tuple[str, str, int]]:
    """`KEY = 'value'` after the last WITH, with the line of each."""
    starts = [i for i, token in enumerate(piece) if token.text.upper() == "WITH"]
    rest = piece[starts[-1] :] if starts else ()
    for at, token in enumerate(rest):
        if token.token_type == TokenType.EQ and 0 < at < len(rest) - 1:
            start = at - 1
            key = rest[start].text
            yield key, rest[at + 1].text, rest[start].line


def type_of(item: Sequence[Token]) -> str:
    """The type of a column as written, without KEY and PRIMARY KEY."""
    return "".join(token.text for token in item[1:] if token.text.upper() not in _WORDS).lower()


def as_table(text: str, piece: Sequence[Token], head: Head) -> str:
    """`CREATE TABLE name AS` with the query as it stands, both on their own lines."""
    assert head.query is not None  # noqa: S101 - asked of queries only
    start, at = piece[0].start, piece[head.query].start
    lines = text.count("\n", start, at)
    return f"CREATE TABLE {head.name} AS " + "\n" * lines + plain(text, piece[head.query :])


def plain(text: str, piece: Sequence[Token]) -> str:
    """A query without what only ksqlDB has: EMIT CHANGES, PARTITION BY, WINDOW, WITHIN; `a->b` as `a.b`."""
    start = piece[0].start
    chars = list(text[start : piece[-1].end + 1])
    for opening, closing in _foreign(piece):
        for place in range(piece[opening].start - start, piece[closing].end + 1 - start):
            if chars[place] != "\n":
                chars[place] = " "
    for at, token in enumerate(piece):
        if token.text == "->":
            chars[token.start - start : token.end + 1 - start] = [" ", "."]
        elif token.text.upper() in _PSEUDO:
            first = piece[at - 2] if at > 1 and piece[at - 1].text == "." else token
            width = token.end + 1 - first.start
            chars[first.start - start : token.end + 1 - start] = "NULL".ljust(width)
    return "".join(chars)


def _opens_query(piece: Sequence[Token], at: int) -> bool:
    return piece[at - 1].text.upper() == "AS" and piece[at].text.upper() in ("SELECT", "WITH")


def _foreign(piece: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The first and the last token of each clause that is left out."""
    words = words_of(piece)
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        if word == "EMIT" and after in ("CHANGES", "FINAL"):
            yield at, at + 1
        elif word == "WINDOW" and after in ("TUMBLING", "HOPPING", "SESSION"):
            yield at, _end_of_parenthesis(piece, at + 2)
        elif word in ("WITHIN", "GRACE"):
            yield at, _end_of_span(piece, words, at)
        elif (word == "PARTITION BY" or (word == "PARTITION" and after == "BY")) and _top(piece, at):
            yield at, _end_of_list(piece, words, at)


def _top(piece: Sequence[Token], at: int) -> bool:
    """Whether a clause stands outside all parentheses, and so is not part of a window function."""
    return sum(_PARENTHESES.get(token.token_type, 0) for token in piece[:at]) == 0


def _end_of_parenthesis(piece: Sequence[Token], at: int) -> int:
    depth = 0
    for index in range(at, len(piece)):
        depth += _PARENTHESES.get(piece[index].token_type, 0)
        if depth == 0 and piece[index].token_type == TokenType.R_PAREN:
            return index
    return len(piece) - 1


def _end_of_span(piece: Sequence[Token], words: Sequence[str], at: int) -> int:
    """WITHIN 7 DAYS, WITHIN (1 HOUR, 2 HOURS), GRACE PERIOD 1 HOUR."""
    first = at + (2 if words[at : at + 2] == ["GRACE", "PERIOD"] else 1)
    if first < len(piece) and piece[first].token_type == TokenType.L_PAREN:
        return _end_of_parenthesis(piece, first)
    return min(first + 1, len(piece) - 1)


def _end_of_list(piece: Sequence[Token], words: Sequence[str], at: int) -> int:
    stops = ("EMIT", "LIMIT", "WHERE", "GROUP", "GROUP BY", "HAVING", "WINDOW")
    return next((i - 1 for i in range(at + 1, len(piece)) if words[i] in stops), len(piece) - 1)

"""Expressions and joins of Flink SQL in words that sqlglot's Spark dialect reads."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot.tokenizer_core import Token, TokenType

from headgate.facts.streams.flinksql.model import TemporalJoin
from headgate.facts.streams.flinksql.words import CLOSES, OPENS, Edits, Words, closing, name_end, parts, word, words

_JSON = ("JSON_VALUE", "JSON_QUERY", "JSON_EXISTS")
_JSON_CLAUSES = ("RETURNING", "NULL", "ERROR", "DEFAULT", "EMPTY", "WITH", "WITHOUT", "UNKNOWN", "TRUE", "FALSE")
_BEHIND_TIME = frozenset(
    (
        *("AS", "ON", "WHERE", "JOIN", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "GROUP", "GROUP BY"),
        *("ORDER", "ORDER BY", "UNION", "LIMIT", "HAVING", "", ",", ";"),
    )
)
_LONGEST = 400
"""Tokens of a type or of a point in time that are looked at."""


def plain_expressions(tokens: Words, edits: Edits) -> Iterator[TemporalJoin]:
    """Hints, strings, types, JSON clauses, temporal joins (which are told), table functions, session windows."""
    for at, token in enumerate(tokens):
        _comments(tokens, at, edits)
        if token.token_type is TokenType.STRING:
            _string(token, edits)
            continue
        match word(tokens, at):
            case "FOR" if words(tokens, at + 1, 3) == ["SYSTEM_TIME", "AS", "OF"]:
                yield _as_of(tokens, at, edits)
            case "LATERAL" if words(tokens, at + 1, 2) == ["TABLE", "("]:
                last = tokens[closing(tokens, at + 2)]
                edits.put(tokens[at + 1], tokens[at + 2])
                edits.put(last, last)
            case "SESSION" if word(tokens, at + 1) == "(" and word(tokens, at + 2) != "TABLE":
                edits.put(token, token, "session_window")
            case "NULL" | "ABSENT" if words(tokens, at + 1, 2) == ["ON", "NULL"]:
                edits.put(token, tokens[at + 2])
            case name if name in _JSON and word(tokens, at + 1) == "(":
                _json(tokens, at + 1, edits)
            case "AS" if word(tokens, at + 1) in ("ROW", "MULTISET", "ARRAY", "MAP", "BYTES", "RAW"):
                plain_type(tokens, at + 1, _type_end(tokens, at + 1), edits)


def plain_type(tokens: Words, start: int, end: int, edits: Edits) -> None:
    """The type between two tokens: ROW as STRUCT, MULTISET as ARRAY, BYTES as BINARY, no local time zone."""
    closers: list[int] = []
    for at in range(start, end):
        following = word(tokens, at + 1)
        match word(tokens, at):
            case "ROW" if following == "<":
                edits.put(tokens[at], tokens[at], "STRUCT")
            case "ROW" if following == "(":
                edits.put(tokens[at], tokens[at + 1], "STRUCT<")
                closers.append(closing(tokens, at + 1))
            case "MULTISET" if following == "<":
                edits.put(tokens[at], tokens[at], "ARRAY")
            case "BYTES":
                edits.put(tokens[at], tokens[at], "BINARY")
            case "WITH" | "WITHOUT" if "ZONE" in words(tokens, at, 5):
                last = at + words(tokens, at, 5).index("ZONE")
                edits.put(tokens[at], tokens[last])
    for at in closers:
        edits.put(tokens[at], tokens[at], ">")


def _type_end(tokens: Words, start: int) -> int:
    """Behind the last token of the type at `start` in a CAST."""
    depth = 0
    end = min(start + _LONGEST, len(tokens))
    for at in range(start, end):
        kind = tokens[at].token_type
        depth += (kind in OPENS) - (kind in CLOSES)
        if depth < 0:
            return at
    return end


def _comments(tokens: Words, at: int, edits: Edits) -> None:
    """Hints before a token become comments."""
    before = tokens[at - 1].end + 1 if at else 0
    found = edits.text.find("/*+", before, tokens[at].start)
    while found >= 0:
        edits.cut(found, found + 3, "/* ")
        found = edits.text.find("/*+", found + 3, tokens[at].start)


def _string(token: Token, edits: Edits) -> None:
    """Flink takes backslashes as they are and doubles quotes; Spark escapes both."""
    if "'" in token.text or "\\" in token.text:
        escaped = token.text.replace("\\", "\\\\").replace("'", "\\'")
        edits.put(token, token, f"'{escaped}'")


def _as_of(tokens: Words, at: int, edits: Edits) -> TemporalJoin:
    """`FOR SYSTEM_TIME AS OF o.proc_time`: which version of the rows is joined changes no column."""
    end = name_end(tokens, at + 4)
    simple = tokens[at + 4].token_type in (TokenType.VAR, TokenType.IDENTIFIER) if at + 4 < len(tokens) else False
    if not simple or word(tokens, end) in ("(", "-", "+"):
        depth, end = 0, at + 4
        while end < min(at + _LONGEST, len(tokens)):
            kind = tokens[end].token_type
            if depth <= 0 and (kind in CLOSES or (kind is not TokenType.STRING and word(tokens, end) in _BEHIND_TIME)):
                break
            depth += (kind in OPENS) - (kind in CLOSES)
            end += 1
    end = min(end, len(tokens))
    edits.put(tokens[at], tokens[end - 1])
    start = at - 1
    while start >= 2 and tokens[start - 1].token_type is TokenType.DOT:
        start -= 2
    table = "".join(token.text for token in tokens[max(start, 0) : at]).lower()
    return TemporalJoin(table, "".join(token.text for token in tokens[at + 4 : end]), tokens[at].line)


def _json(tokens: Words, opens: int, edits: Edits) -> None:
    """`JSON_VALUE(x, '$.a' RETURNING INT DEFAULT 0 ON EMPTY)` without what follows the path."""
    spans = list(parts(tokens, opens))
    if len(spans) < 2:
        return
    start, end = spans[-1]
    clause = next((at for at in range(start + 1, end) if word(tokens, at) in _JSON_CLAUSES), None)
    if clause is not None:
        edits.put(tokens[clause], tokens[end - 1])

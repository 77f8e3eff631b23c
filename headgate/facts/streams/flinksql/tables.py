"""`CREATE TABLE` of Flink: what it declares, and its text as Spark's CREATE TABLE.

Source: the Flink manual, "CREATE Statements".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot.tokenizer_core import Token, TokenType

from headgate.facts.streams.flinksql.expressions import plain_type
from headgate.facts.streams.flinksql.model import FlinkTable
from headgate.facts.streams.flinksql.words import Edits, Words, closing, name_end, parts, word, words

_CONSTRAINTS = ("PRIMARY", "PRIMARY KEY", "CONSTRAINT", "UNIQUE", "WATERMARK", "PERIOD")
_TYPE_ENDS = ("NOT", "NULL", "PRIMARY", "PRIMARY KEY", "COMMENT", "METADATA", "CONSTRAINT", "UNIQUE", "DEFAULT")


@dataclass
class _Items:
    """What stands between the brackets of a table."""

    columns: list[tuple[str, int]] = field(default_factory=list)
    types: list[tuple[str, str]] = field(default_factory=list)
    expressions: list[tuple[str, str]] = field(default_factory=list)
    metadata: list[str] = field(default_factory=list)
    virtual: list[str] = field(default_factory=list)
    watermark: str = ""
    key: tuple[str, ...] = ()
    gone: list[tuple[int, int]] = field(default_factory=list)
    """Spans that Spark's text has not."""
    kept: int = 0


def plain_table(tokens: Words, edits: Edits) -> FlinkTable | None:
    """The table that a statement declares, with its text made Spark's; None for other statements."""
    at = _behind_create(tokens)
    if at is None or at >= len(tokens) or word(tokens, at) in ("(", ")", "WITH", "LIKE"):
        return None
    end = name_end(tokens, at)
    name = "".join(token.text for token in tokens[at:end]).lower()
    items = _Items()
    opens = end if word(tokens, end) == "(" else None
    if opens is not None:
        for span in parts(tokens, opens):
            _item(tokens, span, items, edits)
        end = closing(tokens, opens) + 1
        _without(tokens, opens, items, edits)
    options, like = _clauses(tokens, end, edits)
    return FlinkTable(
        name,
        tokens[0].line,
        tokens[-1].line,
        tuple(items.columns),
        tuple(options),
        items.watermark,
        bool(items.key),
        frozenset((*items.metadata, *(name for name, _ in items.expressions))),
        items.key,
        tuple(items.expressions),
        like,
        "TEMPORARY" in words(tokens, 0, 4),
        tuple(items.types),
        frozenset((*items.virtual, *(name for name, _ in items.expressions))),
    )


def _behind_create(tokens: Words) -> int | None:
    """Where the table's name stands."""
    told = words(tokens, 0, 6)
    if told[:1] != ["CREATE"] or "TABLE" not in told or set(told[1 : told.index("TABLE")]) - _BEFORE_TABLE:
        return None
    at = told.index("TABLE") + 1
    return at + 3 if words(tokens, at, 3) == ["IF", "NOT", "EXISTS"] else at


_BEFORE_TABLE = {"TEMPORARY", "OR", "REPLACE", "ALTER", "MATERIALIZED", "EXTERNAL"}


def _item(tokens: Words, span: tuple[int, int], items: _Items, edits: Edits) -> None:
    start, end = span
    first = word(tokens, start)
    if first in ("WATERMARK", "PERIOD"):
        if first == "WATERMARK" and start + 2 < end:
            named = "".join(token.text for token in tokens[start + 2 : name_end(tokens, start + 2)]).lower()
            items.watermark = items.watermark or named
        items.gone.append(span)
        return
    items.kept += 1
    _not_enforced(tokens, span, edits)
    if first in _CONSTRAINTS:
        opened = next((at for at in range(start, end) if word(tokens, at) == "("), None)
        if opened is not None and "UNIQUE" not in words(tokens, start, 4):
            items.key = tuple(tokens[s].text.lower() for s, _ in parts(tokens, opened))
        return
    name = tokens[start].text.lower()
    items.columns.append((name, tokens[start].line))
    if word(tokens, start + 1) == "AS":
        stop = next((at for at in range(start + 2, end) if word(tokens, at) == "COMMENT"), end)
        items.expressions.append((name, _written(tokens, start + 2, stop, edits)))
        return
    stop = next((at for at in range(start + 2, end) if word(tokens, at) in _TYPE_ENDS), end)
    items.types.append((name, _written(tokens, start + 1, stop, edits).upper()))
    plain_type(tokens, start + 1, stop, edits)
    if any(word(tokens, at) in ("PRIMARY", "PRIMARY KEY") for at in range(stop, end)):
        items.key = (name,)
    meta = next((at for at in range(stop, end) if word(tokens, at) == "METADATA"), None)
    if meta is not None:
        items.metadata.append(name)
        items.virtual += [name] if any(word(tokens, at) == "VIRTUAL" for at in range(meta, end)) else []
        comment = next((at for at in range(meta, end) if word(tokens, at) == "COMMENT"), end)
        edits.put(tokens[meta], tokens[comment - 1])


def _written(tokens: Words, start: int, end: int, edits: Edits) -> str:
    return edits.text[tokens[start].start : tokens[end - 1].end + 1] if end > start else ""


def _not_enforced(tokens: Words, span: tuple[int, int], edits: Edits) -> None:
    for at in range(span[0], span[1] - 1):
        if words(tokens, at, 2) == ["NOT", "ENFORCED"]:
            edits.put(tokens[at], tokens[at + 1])


def _without(tokens: Words, opens: int, items: _Items, edits: Edits) -> None:
    """Take watermarks out, each with one comma; brackets that hold nothing else too."""
    end = closing(tokens, opens)
    if not items.kept:
        edits.put(tokens[opens], tokens[end])
        return
    seen = 0
    for start, stop in parts(tokens, opens):
        if (start, stop) not in items.gone:
            seen += 1
        elif seen:
            edits.put(tokens[start - 1], tokens[stop - 1])
        else:
            edits.put(tokens[start], tokens[min(stop, end - 1)])


def _clauses(tokens: Words, at: int, edits: Edits) -> tuple[list[tuple[str, str, int]], str]:
    """The options and the LIKE behind a table's brackets; only PARTITIONED BY, COMMENT and the query stay."""
    options: list[tuple[str, str, int]] = []
    like = ""
    while at < len(tokens):
        start, told = at, word(tokens, at)
        if told == "AS":
            break
        if told == "WITH" and word(tokens, at + 1) == "(":
            at = closing(tokens, at + 1) + 1
            options += _options(tokens[start:at])
        elif told == "LIKE" and at + 1 < len(tokens):
            at = name_end(tokens, at + 1)
            like = "".join(token.text for token in tokens[start + 1 : at]).lower()
            at = closing(tokens, at) + 1 if word(tokens, at) == "(" else at
        elif told in ("PARTITIONED BY", "PARTITIONED", "COMMENT"):
            opened = next((p for p in range(at, min(at + 3, len(tokens))) if word(tokens, p) == "("), None)
            at = closing(tokens, opened) + 1 if told != "COMMENT" and opened is not None else at + 2
            continue
        else:
            at = closing(tokens, at) + 1 if told == "(" else at + 1
        edits.put(tokens[start], tokens[min(at, len(tokens)) - 1])
    return options, like


def _options(tokens: Sequence[Token]) -> Iterator[tuple[str, str, int]]:
    for key, equals, value in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if key.token_type is TokenType.STRING and equals.token_type is TokenType.EQ:
            yield key.text, value.text, key.line

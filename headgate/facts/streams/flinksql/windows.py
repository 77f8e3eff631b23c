"""Window table functions and MATCH_RECOGNIZE as subqueries that say the same of columns.

Sources: the Flink manual, "Windowing table-valued functions" and "Pattern Recognition".
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot.tokenizer_core import TokenType

from headgate.facts.streams.flinksql.model import TimeWindow
from headgate.facts.streams.flinksql.words import Edits, Words, closing, parts, word, words

WINDOWS = ("TUMBLE", "HOP", "CUMULATE", "SESSION")
_MADE = ("window_start", "window_end", "window_time")
_CLAUSES = ("ORDER BY", "MEASURES", "ONE", "ALL", "AFTER", "PATTERN", "WITHIN", "DEFINE", "SUBSET", "PARTITION BY")


def plain_windows(tokens: Words, edits: Edits) -> Iterator[TimeWindow]:
    """Make `TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), …))` a query over `t` with the columns that it adds."""
    for at in range(len(tokens)):
        if word(tokens, at) not in WINDOWS or word(tokens, at + 1) != "(":
            continue
        found = _window(tokens, at, edits)
        if found is not None:
            yield found


def _window(tokens: Words, at: int, edits: Edits) -> TimeWindow | None:
    spans = list(parts(tokens, at + 1))
    data = next(((s, e) for s, e in spans if "TABLE" in words(tokens, s, min(3, e - s))), None)
    described = next(((s, e) for s, e in spans if "DESCRIPTOR" in words(tokens, s, min(3, e - s))), None)
    if data is None or described is None:
        return None
    start = data[0] + words(tokens, data[0], 3).index("TABLE") + 1
    cut = next((p for p in range(start, data[1]) if word(tokens, p) == "PARTITION BY"), data[1])
    column = _described(tokens, described)
    if start >= cut or not column:
        return None
    wrapped = words(tokens, at - 2, 2) == ["TABLE", "("] if at >= 2 else False
    end = closing(tokens, at + 1)
    first = tokens[at - 2] if wrapped else tokens[at]
    edits.put(first, tokens[start - 1], "(FROM ")
    made = ", ".join(f"tumble(`{column}`) AS {name}" for name in _MADE)
    last = tokens[min(end + 1, len(tokens) - 1)] if wrapped else tokens[end]
    edits.cut(tokens[cut - 1].end + 1, last.end + 1, f" SELECT *, {made})")
    name = "".join(token.text for token in tokens[start:cut]).lower() if word(tokens, start) != "(" else ""
    return TimeWindow(word(tokens, at), name, column.lower(), tokens[at].line)


def _described(tokens: Words, span: tuple[int, int]) -> str:
    """The column in `DESCRIPTOR(ts)`."""
    names = [t for t in tokens[span[0] : span[1]] if t.token_type in (TokenType.IDENTIFIER, TokenType.VAR)]
    last = names[-1].text if names else ""
    return last if last.upper() != "DESCRIPTOR" else tokens[span[1] - 2].text


def plain_patterns(tokens: Words, edits: Edits) -> list[int]:
    """Make `t MATCH_RECOGNIZE (…)` a query over `t`; the lines where one was."""
    found = []
    for at in range(1, len(tokens)):
        if word(tokens, at) == "MATCH_RECOGNIZE" and word(tokens, at + 1) == "(":
            opened = _relation_start(tokens, at)
            edits.cut(tokens[opened].start, tokens[opened].start, "(FROM ")
            _pattern(tokens, at, edits)
            found.append(tokens[at].line)
    return found


def _relation_start(tokens: Words, at: int) -> int:
    """Where the table or subquery before MATCH_RECOGNIZE begins."""
    before = at - 1
    if tokens[before].token_type is TokenType.R_PAREN:
        return tokens.openers.get(before, 0)
    while before >= 2 and tokens[before - 1].token_type is TokenType.DOT:
        before -= 2
    return before


def _pattern(tokens: Words, at: int, edits: Edits) -> None:
    end = closing(tokens, at + 1)
    marks = [p for p in range(at + 2, end) if word(tokens, p) in _CLAUSES and _outermost(tokens, at + 1, p)]
    spans = {word(tokens, p): (p, q) for p, q in zip(marks, [*marks[1:], end], strict=False)}
    variables = _variables(tokens, spans)
    edits.put(tokens[at], tokens[at + 1], " SELECT ")
    partition = spans.get("PARTITION BY")
    measures = spans.get("MEASURES")
    if partition:
        edits.put(tokens[partition[0]], tokens[partition[0]])
    for name, (start, stop) in spans.items():
        if name == "MEASURES":
            edits.put(tokens[start], tokens[start], ", " if partition else "")
        elif name == "DEFINE" and measures:
            _conditions(tokens, start, stop, edits)
        elif name != "PARTITION BY":
            edits.put(tokens[start], tokens[stop - 1])
    for p in range(at + 2, end):
        if tokens[p].text.upper() in variables and tokens[p + 1].token_type is TokenType.DOT:
            edits.put(tokens[p], tokens[p + 1])
        elif word(tokens, p) in ("FINAL", "RUNNING"):
            edits.put(tokens[p], tokens[p])


def _outermost(tokens: Words, opens: int, at: int) -> bool:
    return tokens.depths[at] == tokens.depths[opens] + 1


def _variables(tokens: Words, spans: dict[str, tuple[int, int]]) -> set[str]:
    named = (spans[name] for name in ("PATTERN", "SUBSET") if name in spans)
    kinds = (TokenType.VAR, TokenType.IDENTIFIER)
    found = {
        token.text.upper() for start, end in named for token in tokens[start + 1 : end] if token.token_type in kinds
    }
    return found - {"PERMUTE"}


def _conditions(tokens: Words, start: int, end: int, edits: Edits) -> None:
    """`DEFINE A AS x > 1, B AS y` as `WHERE (x > 1) AND (y)`."""
    edits.put(tokens[start], tokens[start], "WHERE")
    at, opened, depth = start + 1, False, 0
    while at < end:
        kind = tokens[at].token_type
        depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
        if word(tokens, at + 1) == "AS" and not opened and at + 1 < end:
            edits.put(tokens[at], tokens[at + 1], "(")
            opened, at = True, at + 1
        elif kind is TokenType.COMMA and not depth:
            edits.put(tokens[at], tokens[at], ") AND")
            opened = False
        at += 1
    edits.cut(tokens[end - 1].end + 1, tokens[end - 1].end + 1, ")" if opened else "")

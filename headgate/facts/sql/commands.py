"""Statements for which sqlglot has no tree, told in the words of those for which it has one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from headgate.facts.sql.split import Piece


def has_windows(text: str) -> bool:
    """Whether a text may hold Flink's windows or watermarks, which sqlglot does not know."""
    upper = text.upper()
    return "WATERMARK" in upper or ("DESCRIPTOR" in upper and any(word in upper for word in _WINDOWS))


def rewritten(piece: Piece, *, windows: bool) -> list[Piece]:
    """What sqlglot has no tree for, in words for which it has one.

    `RENAME TABLE a TO b, c TO d` as ALTERs, MySQL's REPLACE INTO as INSERT, BigQuery's snapshots as tables, T-SQL's
    `SET a += b` as `SET a = a + b` and its table variables as tables, Flink's windows as their tables.
    `windows` tells whether the text may hold any; see `has_windows`.
    """
    first, second = (*piece.words(2), "", "")[:2]
    if first == "RENAME" and second == "TABLE":
        return list(_renames(piece))
    if first == "REPLACE" and piece.tokens[0].token_type is TokenType.REPLACE:
        return [replace(piece, tokens=[_like(piece.tokens[0], TokenType.INSERT, "INSERT"), *piece.tokens[1:]])]
    if second == "SNAPSHOT" and first in ("CREATE", "DROP"):
        return [replace(piece, tokens=[piece.tokens[0], *piece.tokens[2:]])]
    if first == "DECLARE" and piece.words(4)[3:] == ("TABLE",) and piece.tokens[1].text == "@":
        create = _like(piece.tokens[0], TokenType.CREATE, "CREATE")
        return [replace(piece, tokens=[create, piece.tokens[3], *piece.tokens[1:3], *piece.tokens[4:]])]
    if first == "LOAD" and second == "DATA" and "INFILE" in piece.words(6):
        return [replace(piece, tokens=list(_load(piece.tokens)))]
    if first == "UPDATE":
        return [replace(piece, tokens=_assigned(piece.tokens))]
    if windows:
        return [replace(piece, tokens=list(_without_windows(_without_watermarks(piece.tokens))))]
    return [piece]


_WINDOWS = frozenset(("TUMBLE", "HOP", "CUMULATE", "SESSION"))


def _without_watermarks(tokens: Sequence[Token]) -> list[Token]:
    """Flink's `, WATERMARK FOR t AS …` is left out of a column list; it makes no column."""
    kept: list[Token] = []
    depth = skipped = 0
    for position, token in enumerate(tokens):
        before = depth
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if skipped and (depth < skipped or (before == skipped and token.token_type is TokenType.COMMA)):
            skipped = 0
        if token.text.upper() == "WATERMARK" and _text(tokens, position + 1) == "FOR" and kept:
            skipped = depth
            if kept[-1].token_type is TokenType.COMMA:
                kept.pop()
        if not skipped:
            kept.append(token)
    return kept


def _without_windows(tokens: Sequence[Token]) -> Iterator[Token]:
    """Flink's `TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), …))` as the table `t` that it cuts into windows."""
    position = 0
    while position < len(tokens):
        if _text(tokens, position) != "TABLE":
            yield tokens[position]
            position += 1
            continue
        words = [_text(tokens, position + ahead) for ahead in range(5)]
        if words[0::2] == ["TABLE", words[2], "TABLE"] and words[2] in _WINDOWS and words[1] == words[3] == "(":
            position += 5
            while position < len(tokens) and tokens[position].text not in (",", ")"):
                yield tokens[position]
                position += 1
            depth = 2
            while position < len(tokens) and depth:
                kind = tokens[position].token_type
                depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
                position += 1
        else:
            yield tokens[position]
            position += 1


_OPERATORS = frozenset((TokenType.PLUS, TokenType.DASH, TokenType.STAR, TokenType.SLASH, TokenType.MOD))


def _assigned(tokens: Sequence[Token]) -> Sequence[Token]:
    """T-SQL's `SET t.a += b` as `SET t.a = t.a + b`."""
    if not any(a.token_type in _OPERATORS and b.token_type is TokenType.EQ for a, b in pairwise(tokens)):
        return tokens
    found: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        following = tokens[position + 1].token_type if position + 1 < len(tokens) else None
        if token.token_type in _OPERATORS and following is TokenType.EQ:
            start = len(found) - 1
            while start > 1 and found[start - 1].token_type is TokenType.DOT:
                start -= 2
            found += [tokens[position + 1], *found[start:], token]
            position += 2
        else:
            found.append(token)
            position += 1
    return found


def _load(tokens: Sequence[Token]) -> Iterator[Token]:
    """MySQL's LOAD DATA INFILE as Hive's LOAD DATA INPATH, without what it says of lines and columns."""
    for position, token in enumerate(tokens):
        word = token.text.upper()
        if word in ("FIELDS", "COLUMNS", "LINES", "IGNORE", "CHARACTER", "PARTITION") and position > 4:
            return
        yield _like(token, token.token_type, "INPATH") if word == "INFILE" else token


def _text(tokens: Sequence[Token], position: int) -> str:
    return tokens[position].text.upper() if position < len(tokens) else ""


def _renames(piece: Piece) -> Iterator[Piece]:
    first = piece.tokens[0]
    for pair in _split(piece.tokens[2:], ","):
        old, new = _around(pair, "TO")
        if old and new:
            yield Piece(
                [
                    _like(first, TokenType.ALTER, "ALTER"),
                    _like(first, TokenType.TABLE, "TABLE"),
                    *old,
                    _like(first, TokenType.VAR, "RENAME"),
                    _like(first, TokenType.VAR, "TO"),
                    *new,
                ]
            )


def _around(tokens: Sequence[Token], word: str) -> tuple[Sequence[Token], Sequence[Token]]:
    at = next((n for n, token in enumerate(tokens) if token.text.upper() == word), len(tokens))
    return tokens[:at], tokens[at + 1 :]


def _split(tokens: Sequence[Token], mark: str) -> Iterator[Sequence[Token]]:
    start = 0
    for position, token in enumerate(tokens):
        if token.text == mark:
            yield tokens[start:position]
            start = position + 1
    yield tokens[start:]


def _like(token: Token, kind: TokenType, text: str) -> Token:
    """A token at the place of another one."""
    return Token(kind, text, token.line, token.col, token.start, token.end)


def unloaded(piece: Piece) -> tuple[Token, Sequence[Token]] | None:
    """The destination of `UNLOAD (query) TO 'place'`, and the tokens in the parentheses."""
    if piece.words(1) != ("UNLOAD",) or len(piece.tokens) < 5 or piece.tokens[1].token_type is not TokenType.L_PAREN:
        return None
    depth = 0
    for position, token in enumerate(piece.tokens):
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if position > 1 and depth == 0:
            after = piece.tokens[position + 1 : position + 3]
            if len(after) == 2 and after[1].token_type is TokenType.STRING:
                return after[1], piece.tokens[2:position]
            return None
    return None


def expanded(tree: exp.Expr) -> list[exp.Expr]:
    """The single INSERTs of `FROM s INSERT … INSERT …` (Hive) and `INSERT ALL … SELECT` (Snowflake, Oracle)."""
    if not isinstance(tree, exp.MultitableInserts):
        return [tree]
    found: list[exp.Expr] = []
    source = tree.args.get("source")
    for one in tree.expressions:
        insert = one.this if isinstance(one, exp.ConditionalInsert) else one
        values = insert.expression
        if source is None or not isinstance(insert, exp.Insert):
            continue
        insert = insert.copy()
        if isinstance(values, exp.Select) and not values.args.get("from_"):
            insert.expression.set("from_", exp.From(this=source.copy()))
        else:
            insert.set("expression", _select_from(values, source))
        found.append(insert)
    return found


def _select_from(values: exp.Expr | None, source: exp.Expr) -> exp.Expr:
    row = next(iter(values.expressions), None) if isinstance(values, exp.Values) else None
    items = [item.copy() for item in row.expressions] if row is not None else [exp.Star()]
    alias = exp.TableAlias(this=exp.to_identifier("_source"))
    query = source if isinstance(source, exp.Table) else exp.Subquery(this=source.copy(), alias=alias)
    return exp.Select(expressions=items, from_=exp.From(this=query))

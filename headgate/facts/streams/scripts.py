"""Cutting streaming SQL, which sqlglot has no dialect for, by its tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from sqlglot.tokenizer_core import Token, TokenType

from headgate.dataset import DatasetId

Facts = TypeVar("Facts")


def pieces_of(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The statements between semicolons."""
    piece: list[Token] = []
    for token in tokens:
        if token.token_type == TokenType.SEMICOLON:
            if piece:
                yield piece
            piece = []
        else:
            piece.append(token)
    if piece:
        yield piece


def words_of(piece: Sequence[Token]) -> list[str]:
    """The texts of tokens in capitals."""
    return [token.text.upper() for token in piece]


def items_of(piece: Sequence[Token], opens: int) -> Iterator[list[Token]]:
    """What stands between the commas of a parenthesis, without those inside it."""
    depth = 0
    item: list[Token] = []
    for token in piece[opens:]:
        depth += (token.token_type == TokenType.L_PAREN) - (token.token_type == TokenType.R_PAREN)
        if depth == 0 or (depth == 1 and token.token_type == TokenType.COMMA):
            if item:
                yield item
            item = []
            if depth == 0:
                return
        elif not (depth == 1 and token.token_type == TokenType.L_PAREN and not item and token is piece[opens]):
            item.append(token)


def options_of(piece: Sequence[Token]) -> Iterator[tuple[str, str, int]]:
    """`'key' = 'value'` after the last WITH."""
    starts = [i for i, token in enumerate(piece) if token.text.upper() == "WITH"]
    rest = piece[starts[-1] :] if starts else ()
    for key, equals, value in zip(rest, rest[1:], rest[2:], strict=False):
        if key.token_type == TokenType.STRING and equals.token_type == TokenType.EQ:
            yield key.text, value.text, key.line


def renamed(value: Facts, names: Mapping[DatasetId, DatasetId]) -> Facts:
    """`value` with the script's own table names replaced by what is behind them, however deep they stand."""
    if isinstance(value, DatasetId):
        return cast("Facts", names.get(value, value))
    if isinstance(value, tuple):
        return cast("Facts", tuple(renamed(item, names) for item in value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    old = {part.name: getattr(value, part.name) for part in fields(value)}
    new = {name: renamed(item, names) for name, item in old.items()}
    return value if new == old else replace(value, **new)

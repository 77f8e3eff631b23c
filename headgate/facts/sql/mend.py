"""Reading on after one plain slip: engines refuse the statement, but what it means is beyond doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot.tokenizer_core import Token, TokenType

from headgate.facts.sql.split import Piece

_MOST = 20
"""Commas put in; where more are missing, the text is something else."""


def with_commas(piece: Piece) -> tuple[Piece, tuple[int, ...]]:
    """`piece` with commas between the CTEs that lack one, and the lines of the text where they belong."""
    if not any(token.token_type is TokenType.WITH for token in piece.tokens):
        return piece, ()
    places = set(_places(piece.tokens))
    if not places or len(places) > _MOST:
        return piece, ()
    tokens: list[Token] = []
    for index, token in enumerate(piece.tokens):
        tokens.append(token)
        if index in places:
            tokens.append(Token(TokenType.COMMA, ",", token.line, token.col, token.start, token.end))
    lines = tuple(piece.tokens[index].line for index in sorted(places))
    return Piece(tokens, piece.condition), lines


def _places(tokens: Sequence[Token]) -> Iterator[int]:
    """Where `)` is followed by a name and `AS (SELECT` or `AS (WITH`, which only a further CTE is."""
    for index in range(len(tokens) - 4):
        closing, name, word, opening, first = tokens[index : index + 5]
        if (
            closing.token_type is TokenType.R_PAREN
            and name.text.replace("_", "").isalnum()
            and word.token_type is TokenType.ALIAS
            and opening.token_type is TokenType.L_PAREN
            and first.token_type in (TokenType.SELECT, TokenType.WITH)
        ):
            yield index

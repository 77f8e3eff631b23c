"""SQL inside statements that are no queries: cursors, loops, assignments, bodies in quotes, texts that are executed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlglot.tokenizer_core import Token, TokenType

from headgate.facts.sql.split import Piece

_TEXTS = frozenset(
    (
        TokenType.STRING,
        TokenType.NATIONAL_STRING,
        TokenType.RAW_STRING,
        TokenType.HEREDOC_STRING,
        TokenType.UNICODE_STRING,
    )
)
_HOLDERS = frozenset(
    ("SET", "DECLARE", "LET", "RETURN", "OPEN", "ASSERT", "CURSOR", "PRINT", "RAISE", "CALL", "FETCH", "DEFINE")
)
"""First words of statements that move no rows themselves and may ask a query for a value."""
_RUNNERS = frozenset(("EXECUTE", "EXEC"))
_SQL_LANGUAGES = frozenset(("SQL", "PLPGSQL", "PLSQL", "SQLSCRIPT"))


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a statement that is no query holds."""

    queries: tuple[Piece, ...] = ()
    texts: tuple[Token, ...] = ()
    """Strings that are SQL themselves."""
    function: bool = False
    """The text is a function's body, whose names may be its arguments."""
    dynamic: bool = False
    """It runs a text that is put together when it runs."""
    foreign: str = ""
    """The language of a body that is no SQL."""
    called: str = ""
    """The procedure that it calls."""


def embedded(piece: Piece) -> Embedded | None:
    """What `piece` holds, if it is a statement of a script that is no query; None where it is to be parsed."""
    first, second, *_ = (*piece.words(2), "", "")
    if piece.declaration:
        return Embedded(tuple(_queries(piece)))
    if first in _RUNNERS:
        return _executed(piece, second)
    if first in ("CREATE", "DO"):
        return _body(piece)
    if first == "CALL" and second:
        queries = tuple(_queries(piece))
        return Embedded(queries, called=_name(piece.tokens[1:]))
    if first == "PERFORM":
        select = Token(TokenType.SELECT, "SELECT", *_place(piece.tokens[0]))
        return Embedded((Piece([select, *piece.tokens[1:]]),))
    if first in _HOLDERS or ":=" in (token.text for token in piece.tokens[1:3]):
        return Embedded(tuple(_queries(piece)))
    return None


def _executed(piece: Piece, second: str) -> Embedded | None:
    """EXECUTE IMMEDIATE 'text', EXECUTE 'text' (PL/pgSQL), EXEC('text'), EXEC sp_executesql N'text', EXEC name."""
    rest = list(piece.tokens[1:])
    if second in ("IMMEDIATE", "SP_EXECUTESQL"):
        rest = rest[1:]
    elif rest and rest[0].token_type is TokenType.L_PAREN:
        # EXEC ('…') AT server
        end = next((n for n, token in enumerate(rest) if token.token_type is TokenType.R_PAREN), len(rest))
        rest = rest[1:end]
    elif rest and rest[0].token_type not in _TEXTS:
        made = rest[0].text.upper() in _MAKERS or any(token.token_type is TokenType.DPIPE for token in rest)
        return Embedded(dynamic=True) if made else Embedded(called=_name(rest))
    if rest and rest[0].token_type in _TEXTS and (len(rest) == 1 or rest[1].text.upper() in _AFTER_TEXT):
        return Embedded(texts=(rest[0],))
    return Embedded(dynamic=bool(rest))


_MAKERS = frozenset(("FORMAT", "CONCAT", "CONCAT_WS", "REPLACE"))
"""Functions that put a text together."""
_AFTER_TEXT = frozenset((",", "INTO", "USING", "BULK", "AT", ")", "@"))


def _body(piece: Piece) -> Embedded | None:
    """The body of a function or procedure, or of PostgreSQL's DO, that stands in quotes."""
    words = piece.words(8)
    if words[0] == "DO":
        function = False
    else:
        kind = next((word for word in words[1:] if word in ("PROCEDURE", "PROC", "FUNCTION", "TABLE", "VIEW")), "")
        if kind not in ("PROCEDURE", "PROC", "FUNCTION"):
            return None
        function = kind == "FUNCTION"
    text = next((token for before, token in pairwise(piece.tokens) if _is_body(before, token)), None)
    if text is None:
        return None
    language = _language(piece.tokens)
    if language and language not in _SQL_LANGUAGES:
        # A function in another language has its arguments alone; a procedure may run SQL.
        return None if function else Embedded(foreign=language.capitalize())
    return Embedded(texts=(text,), function=function)


def _is_body(before: Token, token: Token) -> bool:
    """Whether a string is SQL, and not the name of a class or a library."""
    heading = before.text.upper() in ("AS", "DO", *_SQL_LANGUAGES)
    return heading and token.token_type in _TEXTS and len(token.text.split()) > 1


def _language(tokens: Sequence[Token]) -> str:
    for word, name in pairwise(tokens):
        if word.text.upper() == "LANGUAGE":
            return name.text.upper()
    return ""


def _queries(piece: Piece) -> Iterator[Piece]:
    """The queries in brackets, or from a SELECT behind FOR, IS, `:=` and the like on to the end."""
    tokens = piece.tokens
    position = 1
    while position < len(tokens):
        if _opens_query(tokens, position):
            end = len(tokens)
            if tokens[position - 1].token_type is TokenType.L_PAREN:
                end = _closing(tokens, position)
            yield replace(piece, tokens=tokens[position:end], condition=False)
            position = end
        position += 1


def _opens_query(tokens: Sequence[Token], position: int) -> bool:
    kind = tokens[position].token_type
    if kind is TokenType.SELECT:
        return True
    return (
        kind is TokenType.WITH
        and position + 2 < len(tokens)
        and (tokens[position + 2].text.upper() == "AS" or tokens[position + 1].text.upper() == "RECURSIVE")
    )


def _closing(tokens: Sequence[Token], position: int) -> int:
    """Where the bracket that is open at `position` closes."""
    depth = 1
    for at in range(position, len(tokens)):
        kind = tokens[at].token_type
        depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
        if not depth:
            return at
    return len(tokens)


def _name(tokens: Sequence[Token]) -> str:
    """The dotted name at the start of `tokens`."""
    parts: list[str] = []
    for token in tokens:
        if token.token_type is TokenType.L_PAREN or (parts and token.text != "." and parts[-1] != "."):
            break
        parts.append(token.text)
    return "".join(parts)


def _place(token: Token) -> tuple[int, int, int, int]:
    return token.line, token.col, token.start, token.end

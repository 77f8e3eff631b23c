"""What the text says and the tree does not: whether a join is a comma, whether DISTINCT is written out."""

from __future__ import annotations

from bisect import bisect_left

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

_SET_WORDS = (TokenType.UNION, TokenType.EXCEPT, TokenType.INTERSECT)


class Words:
    """The words of a statement's text, found by the nodes of its tree."""

    def __init__(self, text: str, dialect: str) -> None:
        self.tokens: list[Token] = []
        try:
            self.tokens = Dialect.get_or_raise(dialect).tokenize(text)
        except SqlglotError:
            return
        finally:
            self._starts = [token.start for token in self.tokens]

    def joined_by_comma(self, join: exp.Join) -> bool | None:
        """Whether `join` is a comma; None where the text does not tell."""
        at = self._first(join.this)
        if at is None:
            return None
        depth = 0
        for index in range(at - 1, -1, -1):
            kind = self.tokens[index].token_type
            if kind == TokenType.R_PAREN:
                depth += 1
            elif kind == TokenType.L_PAREN:
                depth -= 1
            elif depth <= 0 and kind in (TokenType.COMMA, TokenType.JOIN):
                beside = self.tokens[index + 1].token_type
                if kind == TokenType.JOIN or index + 1 == at or beside in _OPENERS:
                    return kind == TokenType.COMMA
        return None

    def is_bare_union(self, union: exp.Union) -> bool | None:
        """Whether neither ALL nor DISTINCT follows UNION; None where the text does not tell."""
        at = self._first(union.expression)
        if at is None:
            return None
        for index in range(at - 1, -1, -1):
            if self.tokens[index].token_type in _SET_WORDS:
                following = self.tokens[index + 1].token_type
                return following not in (TokenType.ALL, TokenType.DISTINCT)
        return None

    def _first(self, node: exp.Expr) -> int | None:
        """Index of the first word of `node` that its tree has a position for."""
        starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
        if not starts or not self.tokens:
            return None
        index = bisect_left(self._starts, min(starts))
        return index if index < len(self.tokens) else None


_OPENERS = (TokenType.L_PAREN, TokenType.LATERAL, TokenType.UNNEST, TokenType.TABLE)

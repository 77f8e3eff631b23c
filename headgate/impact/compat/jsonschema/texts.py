"""String cells as languages."""

from __future__ import annotations

import re
from functools import lru_cache

from headgate.impact.compat.expressions import language
from headgate.impact.compat.jsonschema.cells import Cell
from headgate.impact.compat.languages import Node, NotRegular, both, cat, chars, lengths, member, other, within

_SMALL = 64
"""Longer length limits are compared as numbers only."""


@lru_cache(maxsize=1_000)
def matches(pattern: str, text: str) -> bool:
    """Whether `pattern` finds a match in `text`.

    Raises:
        NotRegular: the pattern is outside of what is understood, and of what Python understands alike.
    """
    try:
        return member(both(language(pattern), _exactly(text))) is not None
    except NotRegular:
        if re.search(r"\\[pP]|\(\?<?[^:=!]", pattern) or len(pattern) > 500:
            raise
        try:
            return re.search(re.sub(r"(?<!\\)\$$", r"\\Z", pattern), text) is not None
        except re.error as error:
            raise NotRegular(str(error)) from error


def _exactly(text: str) -> Node:
    return cat(*(chars(((ord(char), ord(char)),)) for char in text))


def described(cell: Cell, *, short: bool = True) -> Node:
    """The texts of a string cell, its length limits included as far as they are small.

    Raises:
        NotRegular: a pattern is not understood.
    """
    parts = [*(language(one) for one in cell.patterns), *(other(language(one)) for one in cell.not_patterns)]
    if short and cell.least <= _SMALL and (cell.most is None or cell.most <= _SMALL):
        parts.append(lengths(cell.least, cell.most))
    return both(*parts)


def texts_within(one: Cell, another: Cell) -> bool:
    """Whether the patterns and lengths of `one` imply those of `another`; False also where that is not told."""
    open_patterns = (another.patterns - one.patterns) or (another.not_patterns - one.not_patterns)
    longer = another.least > one.least or (another.most is not None and (one.most is None or one.most > another.most))
    if not open_patterns and not longer:
        return True
    if longer and max(another.least, another.most or 0) > _SMALL:
        return False
    try:
        return within(described(one), described(another))
    except NotRegular:
        return False


def no_text(cell: Cell, beside: tuple[str, ...] = ()) -> bool:
    """Whether plainly no text meets the patterns and lengths, beside those given."""
    if not cell.patterns and not cell.not_patterns:
        return False
    try:
        return member(both(described(cell), *(other(_exactly(text)) for text in beside))) is None
    except NotRegular:
        return False


def pattern_widens(old: object, new: str) -> bool:
    """Whether every text that the old pattern accepts meets the new one; False also where that is not told."""
    if not isinstance(old, str):
        return False
    try:
        return within(language(old), language(new))
    except NotRegular:
        return False

"""Parsing Python once for all who read the same file."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache


@lru_cache(maxsize=1)
def parsed(text: str) -> ast.Module:
    """The tree of `text`; the same one for every reader in turn, so that none may change it.

    Raises:
        SyntaxError: it is not Python of this version.
        ValueError: it holds null bytes.
        RecursionError, MemoryError: it nests deeper than Python follows.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)

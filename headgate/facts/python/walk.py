"""All nodes below one, listed once for all who ask."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=256)
def nodes_of(node: ast.AST) -> tuple[ast.AST, ...]:
    """What `ast.walk` gives, in its order. A tree that is asked for is not changed any more."""
    found = [node]
    for one in found:
        for name in one._fields:
            value = getattr(one, name, None)
            if type(value) is list:
                found += [inner for inner in value if isinstance(inner, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return tuple(found)

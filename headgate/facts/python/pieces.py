"""Texts that stand beside each other without a comma, and become one."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.python.module import PythonModule

_LEAST_TEXTS = 3
_SPLIT_FOR_LENGTH = 60
"""Who breaks a long text over lines fills the first one."""
_CONTINUED = " \t\n,;:-/=(<>&|.?'\""


@dataclass(frozen=True, slots=True)
class Merged:
    """Two texts of a list that Python joins to one."""

    first: str
    second: str
    line: int
    """The line on which the comma is missing."""


def merged_texts(module: PythonModule) -> Iterator[Merged]:
    """Where one item of a list of short texts is two texts on two lines, and every other item is one."""
    lines = module.text.split("\n")
    groups = [node.elts for node in module.of(ast.List)]
    groups += [node.elts for node in module.of(ast.Tuple)]
    groups += [node.elts for node in module.of(ast.Set)]
    groups += [node.args for node in module.of(ast.Call)]
    for items in groups:
        if len(items) < _LEAST_TEXTS:
            continue
        texts = [one for one in items if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        long = [one for one in texts if (one.end_lineno or one.lineno) == one.lineno + 1]
        if len(texts) >= _LEAST_TEXTS and len(long) == 1 and all(_one_line(one) or one is long[0] for one in texts):
            found = _of(long[0], lines)
            if found is not None:
                yield found


def _one_line(node: ast.Constant) -> bool:
    return node.end_lineno == node.lineno


def _of(node: ast.Constant, lines: list[str]) -> Merged | None:
    """The two pieces, where they look like two items: alike in place, short, and neither continues the other."""
    before = lines[node.lineno - 1].encode()[: node.col_offset].decode(errors="replace")
    if before.strip():
        return None
    source = "\n".join(lines[node.lineno - 1 : node.end_lineno])
    try:
        tokens = [
            one
            for one in tokenize.generate_tokens(io.StringIO("(" + source.strip() + ")").readline)
            if one.type == tokenize.STRING
        ]
        pieces = [ast.literal_eval(one.string) for one in tokens[:2]]
    except (tokenize.TokenError, SyntaxError, ValueError):
        return None
    second_line = lines[node.lineno]
    aligned = len(second_line) - len(second_line.lstrip()) == len(before)
    if len(pieces) != 2 or not aligned or "".join(pieces) != node.value:
        return None
    first, second = pieces
    if not first or not second or len(first) >= _SPLIT_FOR_LENGTH:
        return None
    if first[-1] in _CONTINUED or second[0] in _CONTINUED or first[-1] in "\\%$#@!":
        return None
    return Merged(first, second, node.lineno)

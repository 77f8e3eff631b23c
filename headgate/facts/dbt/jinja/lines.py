"""Which line of a template a line of its rendering comes from.

Invisible marks are put before each line of plain text and before each expression; after rendering they are
taken out again, and what they said is the map.
"""

from __future__ import annotations

import re

from jinja2 import nodes

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


def without_marks(text: str) -> str:
    """`text` without the two characters that marks are made of."""
    return text.replace(_OPEN, " ").replace(_CLOSE, " ")


def mark_lines(template: nodes.Template) -> None:
    """Put marks into all text that `template` prints itself.

    Bodies of macros and of captured blocks stay unmarked: their text may be compared, measured or changed
    before it is printed, and it is the place of printing that counts.
    """
    waiting: list[nodes.Node] = [template]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (nodes.Macro, nodes.AssignBlock, nodes.CallBlock, nodes.FilterBlock)):
            continue
        if isinstance(node, nodes.Output):
            node.nodes = [part for child in node.nodes for part in _marked(child)]
            continue
        waiting += list(node.iter_child_nodes())


def read_marks(rendered: str) -> tuple[str, tuple[int, ...]]:
    """The text without marks, and for each of its lines the line of the template."""
    plain: list[str] = []
    lines: list[int] = []
    at = 1
    for line in rendered.split("\n"):
        marks = list(_MARK.finditer(line))
        text = _MARK.sub("", line)
        # The mark of the first visible text on the line counts; marks before it are of text that went away.
        first = len(text) - len(text.lstrip())
        passed = 0
        chosen = at
        for mark in marks:
            if mark.start() - passed <= first:
                chosen = int(mark.group(1))
            passed += len(mark.group(0))
        at = int(marks[-1].group(1)) if marks else at
        plain.append(text)
        lines.append(chosen)
    return "\n".join(plain), tuple(lines)


def strip_marks(text: str) -> str:
    return _MARK.sub("", text)


def _marked(node: nodes.Expr) -> list[nodes.Expr]:
    if not isinstance(node, nodes.TemplateData):
        return [nodes.TemplateData(_mark(node.lineno), lineno=node.lineno), node]
    parts = node.data.split("\n")
    node.data = "\n".join(_mark(node.lineno + offset) + part for offset, part in enumerate(parts))
    return [node]


def _mark(line: int) -> str:
    return f"{_OPEN}{line}{_CLOSE}"

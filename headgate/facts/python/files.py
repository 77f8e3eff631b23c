"""Files that a module names by its own place."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from headgate.facts.python.surface import NamedFile


def named_files(path: str, text: str, nodes: Iterable[ast.AST]) -> Iterator[NamedFile]:
    """The paths that `Path(__file__)…` and `os.path.join(os.path.dirname(__file__), …)` spell out."""
    if "__file__" not in text:
        return
    done: set[int] = set()
    for node in nodes:
        if not isinstance(node, ast.BinOp | ast.Call) or id(node) in done:
            continue
        found = _path(node, path)
        if found is not None and not isinstance(found, _Here) and "." in found.name and found.parts:
            done.update(id(inner) for inner in ast.walk(node))
            yield NamedFile(str(found), node.lineno)


class _Here(PurePosixPath):
    """The module's own file, or a folder above: nothing was added to it yet."""


def _path(node: ast.expr, here: str) -> PurePosixPath | None:
    match node:
        case ast.Name(id="__file__"):
            return _Here(here)
        case ast.Call(func=ast.Name(id="Path" | "PurePath"), args=[inner]):
            return _path(inner, here)
        case ast.Call(func=ast.Attribute(value=inner, attr="resolve" | "absolute" | "expanduser"), args=[]):
            return _path(inner, here)
        case ast.Attribute(value=inner, attr="parent"):
            found = _path(inner, here)
            return _Here(found.parent) if isinstance(found, _Here) and found.parts else None
        case ast.Subscript(value=ast.Attribute(value=inner, attr="parents"), slice=ast.Constant(value=int() as at)):
            found = _path(inner, here)
            above = list(found.parents) if isinstance(found, _Here) else []
            return _Here(above[at]) if 0 <= at < len(above) else None
        case ast.Call(func=ast.Attribute(attr="dirname"), args=[inner]):
            found = _path(inner, here)
            return _Here(found.parent) if isinstance(found, _Here) and found.parts else None
        case ast.Call(func=ast.Attribute(attr="abspath" | "realpath"), args=[inner]):
            return _path(inner, here)
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="path"), attr="join"), args=[first, *rest]):
            return _joined(_path(first, here), rest)
        case ast.Call(func=ast.Attribute(value=inner, attr="joinpath"), args=rest):
            return _joined(_path(inner, here), rest)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _joined(_path(left, here), [right])
    return None


def _joined(start: PurePosixPath | None, rest: list[ast.expr]) -> PurePosixPath | None:
    if start is None:
        return None
    parts = list(start.parts)
    for one in rest:
        if not (isinstance(one, ast.Constant) and isinstance(one.value, str)) or one.value.startswith("/"):
            return None
        for part in PurePosixPath(one.value).parts:
            if part == "..":
                if not parts:
                    return None
                parts.pop()
            elif part != ".":
                parts.append(part)
    return PurePosixPath(*parts)

"""Texts with `{name}` in them that nothing fills in, and calls of `format` that do not fit their text."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.python.module import PythonModule
from headgate.facts.python.walk import nodes_of

Function = ast.FunctionDef | ast.AsyncFunctionDef
_PLACE = re.compile(r"(?<![{$\\])\{([A-Za-z_]\w*)\}(?!\})")
_OF_LATEX = re.compile(r"\\[a-z]+\{")
_TOLD = ("error", "exception", "warn", "info", "debug", "log", "print", "echo", "critical", "write")
_FILLS = ("format", "format_map", "replace", "substitute", "safe_substitute", "template", "partial", "sub")


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A text that names a variable of its function in braces, and is used as it stands."""

    name: str
    line: int
    function: str
    text: str
    told: bool
    """It is a message for people: of an error, of a log."""


def unfilled_texts(module: PythonModule) -> Iterator[Unfilled]:
    """Texts handed to a call with `{name}` in them, where `name` is a variable of that very function."""
    if not any(_place(node) for node in module.of(ast.Constant)):
        return
    for function in module.functions:
        inside = [node for statement in function.body for node in nodes_of(statement)]
        if any(isinstance(node, ast.Attribute) and node.attr in ("format", "format_map") for node in inside):
            continue
        if not any(isinstance(node, ast.Constant) and _place(node) for node in inside):
            continue
        bound = _bound(function)
        for call in inside:
            if isinstance(call, ast.Call) and not _fills(call):
                yield from _of(call, function.name, bound)


def _place(node: ast.Constant) -> bool:
    return isinstance(node.value, str) and "{" in node.value and _PLACE.search(node.value[:5_000]) is not None


def _of(call: ast.Call, function: str, bound: set[str]) -> Iterator[Unfilled]:
    named = {one.arg for one in call.keywords}
    for value in (*call.args, *(one.value for one in call.keywords)):
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and len(value.value) < 5_000:
            places = _PLACE.findall(value.value)
            if _OF_LATEX.search(value.value):
                continue
            if places and all(name in bound and name not in named for name in places):
                yield Unfilled(places[0], value.lineno, function, value.value[:80], _among(call, _TOLD))


def _bound(function: Function) -> set[str]:
    spec = function.args
    names = {one.arg for one in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)}
    return names | {
        node.id for node in nodes_of(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _fills(call: ast.Call) -> bool:
    return _among(call, _FILLS) or any(one.arg is None for one in call.keywords)


def _among(call: ast.Call, words: tuple[str, ...]) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return any(word in name.lower() for word in words)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A call of `str.format` that its text does not fit."""

    why: str
    line: int
    text: str


def format_misfits(module: PythonModule) -> Iterator[Misfit]:
    """`"…".format(…)` that ends in an error, or leaves an argument out."""
    for call in module.of(ast.Call):
        if not (isinstance(call.func, ast.Attribute) and call.func.attr == "format"):
            continue
        text = call.func.value
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
            continue
        if any(isinstance(one, ast.Starred) for one in call.args) or any(one.arg is None for one in call.keywords):
            continue
        why = _misfit(text.value, len(call.args), {one.arg for one in call.keywords if one.arg})
        if why:
            yield Misfit(why, call.lineno, text.value[:60])


def _misfit(text: str, given: int, named: set[str]) -> str:
    asked: set[str] = set()
    automatic = 0
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return ""
    for _, field, spec, _ in parts:
        if field is None:
            continue
        if spec and "{" in spec:
            return ""
        root = re.split(r"[.\[]", field, maxsplit=1)[0]
        if root == "":
            asked.add(str(automatic))
            automatic += 1
        else:
            asked.add(root)
    numbers = {int(one) for one in asked if one.isdigit()}
    missing = sorted(number for number in numbers if number >= given)
    unknown = sorted(one for one in asked if not one.isdigit() and one not in named)
    if missing:
        return f"it asks for {missing[-1] + 1} arguments and gets {given}, which ends in an IndexError"
    if unknown:
        return f"it asks for `{unknown[0]}`, which is not given: that ends in a KeyError"
    unused = [number for number in range(given) if number not in numbers]
    if unused and not asked & named:
        return f"argument {unused[0] + 1} is ignored, since the text has no place for it"
    return ""

"""Parameters that a function takes apart with `*` without a look at them first."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from headgate.facts.python.walk import nodes_of


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A parameter, and the line on which it is spread over the arguments of a call."""

    function: str
    name: str
    position: int
    """Among the positional parameters, from 0; -1 where it is given by keyword alone."""
    none_by_default: bool
    call: str
    """What it is spread into, as written."""
    line: int


@lru_cache(maxsize=4)
def unpacked_parameters(tree: ast.Module) -> tuple[Unpacked, ...]:
    """The parameters of functions of a module that reach a `*` as they were given.

    A parameter that is assigned again, tested or handed to `isinstance` in the function is left out: what is
    spread then may be something else.
    """
    nodes = nodes_of(tree)
    if not any(type(node) is ast.Starred for node in nodes):
        return ()
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return tuple(one for function in functions for one in _of(function))


def _of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Unpacked]:
    positional = [*function.args.posonlyargs, *function.args.args]
    by_position = zip(reversed(positional), reversed(function.args.defaults), strict=False)
    by_keyword = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    defaults = {argument.arg: value for argument, value in (*by_position, *by_keyword)}
    places = {argument.arg: index for index, argument in enumerate(positional)}
    names = {*places, *(argument.arg for argument in function.args.kwonlyargs)}
    if not any(type(node) is ast.Starred and getattr(node.value, "id", "") in names for node in nodes_of(function)):
        return
    names -= set(_looked_at(function))
    for call in nodes_of(function):
        for argument in call.args if isinstance(call, ast.Call) else ():
            spread = argument.value if isinstance(argument, ast.Starred) else None
            if isinstance(spread, ast.Name) and spread.id in names and isinstance(call, ast.Call):
                default = defaults.get(spread.id)
                absent = isinstance(default, ast.Constant) and default.value is None
                into = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
                yield Unpacked(function.name, spread.id, places.get(spread.id, -1), absent, into, argument.lineno)


def _looked_at(function: ast.AST) -> Iterator[str]:
    """Names that the function assigns, or that decide a branch in it."""
    for node in nodes_of(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            yield node.id
        tested: list[ast.expr] = []
        if isinstance(node, ast.If | ast.IfExp | ast.While | ast.Assert):
            tested = [node.test]
        elif isinstance(node, ast.BoolOp | ast.comprehension):
            tested = node.values if isinstance(node, ast.BoolOp) else node.ifs
        elif isinstance(node, ast.Match):
            tested = [node.subject]
        for test in tested:
            yield from (name.id for name in ast.walk(test) if isinstance(name, ast.Name))

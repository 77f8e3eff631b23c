"""Calls of functions whose signature the same file shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from headgate.facts.python.exchange import bound_anywhere, given, of_function, signatures
from headgate.facts.python.module import PythonModule
from headgate.facts.python.surface import Given, Signature
from headgate.facts.python.walk import nodes_of


@dataclass(frozen=True, slots=True)
class LocalCall:
    """A call, and the function or class of the file that it reaches."""

    name: str
    signature: Signature
    given: Given


def local_calls(module: PythonModule) -> Iterator[LocalCall]:
    """Calls by name of what the module defines once, and calls of a class's own methods on `self`."""
    by_name = {one.name: one for one in signatures(module.tree.body, module.bound)}
    statements = {id(node.value) for node in module.of(ast.Expr)}
    for call in module.of(ast.Call) if by_name else ():
        if isinstance(call.func, ast.Name) and call.func.id in by_name:
            handed = given(call, discarded=id(call) in statements)
            yield LocalCall(call.func.id, by_name[call.func.id], handed)
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _of_class(node)


def _of_class(node: ast.ClassDef) -> Iterator[LocalCall]:
    methods = _methods(node)
    for method in node.body:
        if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) or not method.args.args:
            continue
        own = method.args.args[0].arg
        if own != "self" or _inner_self(method):
            continue
        for call in nodes_of(method):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                target = call.func
                if isinstance(target.value, ast.Name) and target.value.id == own and target.attr in methods:
                    yield LocalCall(f"self.{target.attr}", methods[target.attr], given(call))


def _methods(node: ast.ClassDef) -> Mapping[str, Signature]:
    """Undecorated methods that are bound once, in the class and on its instances."""
    stored = {
        one.attr for one in nodes_of(node) if isinstance(one, ast.Attribute) and not isinstance(one.ctx, ast.Load)
    }
    bound = bound_anywhere(node.body)
    return {
        one.name: of_function(one, skip=1)
        for one in node.body
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        and not one.decorator_list
        and bound[one.name] == 1
        and one.name not in stored
        and one.args.args
        and one.args.args[0].arg == "self"
    }


def _inner_self(method: ast.AST) -> bool:
    """Whether a class or function inside takes a `self` of its own."""
    return sum(isinstance(one, ast.arg) and one.arg == "self" for one in nodes_of(method)) > 1

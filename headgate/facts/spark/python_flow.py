"""The statements of a Python file in the order in which they run, with branches and loops joined."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache, partial

from headgate.facts.spark.program import Binding, Function, Loop, Sort, SparkProgram, Value
from headgate.facts.spark.python_names import Imports, Scope, annotated, imported, marked_names, parameter
from headgate.facts.spark.python_values import Expressions, turns

_DEPTH = 20
"""How deep calls within a file are followed."""
_UDF_DECORATORS = ("udf", "pandas_udf")


class Flow(Expressions):
    """Interprets a whole module."""

    def __init__(self, program: SparkProgram, tree: ast.Module) -> None:
        super().__init__(program, Imports(tree))
        self._waiting: dict[int, tuple[Function, Scope]] = {}
        self._depth = 0
        self._returned: list[list[Value]] = []
        if self.imports.spark:
            self.scope.names.update({name: Value(Sort.FRAME, name=name) for name in marked_names(_top(tree))})

    def module(self, tree: ast.Module) -> None:
        """Run through `tree`, then through the functions that nothing called."""
        self.block(tree.body)
        while self._waiting:
            function, _ = next(iter(self._waiting.values()))
            self.call_function(function, [], {})

    def block(self, body: Iterable[ast.stmt]) -> None:
        for statement in body:
            self.statement = statement.lineno
            method = getattr(self, f"_on_{type(statement).__name__.lower()}", None)
            if method is not None:
                method(statement)

    def call_function(self, function: Function, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        key = id(function)
        if key in self._waiting and self._depth < _DEPTH:
            _, scope = self._waiting.pop(key)
            self._body(function, scope, dict(zip(function.parameters, arguments, strict=False)) | keywords)
        elif not function.udf:
            for value in (*arguments, *keywords.values()):
                self.escape(value)
        return function.returns or Value(Sort.UNKNOWN)

    def _body(self, function: Function, outer: Scope, passed: dict[str, Value]) -> None:
        node = function.node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        kept = self.scope, self.loops, self.function, self.statement
        self.scope, self.loops, self.function = Scope(outer), (), function
        marked = cache(partial(marked_names, () if function.udf else node.body))
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            value = parameter(argument, outer, self.imports, marked, passed.get(argument.arg))
            self.scope.names[argument.arg] = Value(Sort.LOCAL, name=argument.arg) if function.udf else value
            function.given = (*function.given, self.scope.names[argument.arg])
        for extra in (node.args.vararg, node.args.kwarg):
            if extra is not None:
                self.scope.names[extra.arg] = Value(Sort.LOCAL, name=extra.arg)
        self._depth += 1
        self._returned.append([])
        self.block(node.body)
        returned = self._returned.pop()
        self._depth -= 1
        function.exits = tuple(returned)
        stated = annotated(node.returns, outer)
        best = next((value for value in returned if value.sort not in (Sort.LOCAL, Sort.UNKNOWN)), None)
        function.returns = best or (Value(stated) if stated else None)
        self.scope, self.loops, self.function, self.statement = kept

    def _on_functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, prefix: str = "") -> None:
        names = tuple(a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs))
        function = Function(node.name, node.lineno, names, node=node)
        for decorator in node.decorator_list:
            target = decorator.func if isinstance(decorator, ast.Call) else decorator
            value = self.value(target)
            last = value.qualified.rsplit(".", 1)[-1]
            if last in _UDF_DECORATORS and value.qualified.startswith("pyspark."):
                function.udf = last
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.value(default)
        stated = annotated(node.returns, self.scope)
        function.returns = Value(stated) if stated else None
        self.program.functions.append(function)
        self._waiting[id(function)] = (function, self.scope)
        sort = Sort.UDF if function.udf else Sort.FUNCTION
        self.scope.names[prefix + node.name] = Value(sort, name=node.name, function=function, line=node.lineno)

    _on_asyncfunctiondef = _on_functiondef

    def _on_classdef(self, node: ast.ClassDef) -> None:
        outer, self.scope = self.scope, Scope(self.scope)
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                self._on_functiondef(statement, "self.")
            else:
                self.block([statement])
        self.scope = outer

    def _on_import(self, node: ast.Import | ast.ImportFrom) -> None:
        self.scope.names.update(imported(node))

    _on_importfrom = _on_import

    def _on_assign(self, node: ast.Assign) -> None:
        value = self.value(node.value)
        for target in node.targets:
            self.bind(target, value)

    def _on_annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            value = self.value(node.value)
            sort = annotated(node.annotation, self.scope)
            if value.sort is Sort.UNKNOWN and sort is not None:
                value.sort = sort
            self.bind(node.target, value)

    def _on_augassign(self, node: ast.AugAssign) -> None:
        before = self.value(node.target)
        added = self.value(node.value)
        sort = Sort.COLUMN if Sort.COLUMN in (before.sort, added.sort) else Sort.LOCAL
        self.bind(node.target, Value(sort, operator="+", parts=(before, added), line=node.lineno))

    def bind(self, target: ast.expr, value: Value) -> None:
        """Give `target` its value."""
        if isinstance(target, ast.Tuple | ast.List):
            items = value.parts if value.operator == "list" and len(value.parts) == len(target.elts) else None
            for index, item in enumerate(target.elts):
                split = Value(Sort.FRAME, call=value.call, line=value.line) if value.sort is Sort.FRAME else None
                self.bind(item, items[index] if items else split or Value(Sort.UNKNOWN, line=target.lineno))
            return
        name = _target_name(target)
        if not name:
            self.value(target.value) if isinstance(target, ast.Subscript | ast.Attribute | ast.Starred) else None
            self.escape(value)
            return
        previous = self.scope.get(name)
        if previous is not None and previous.sort is Sort.MODULE:
            previous = None
        self.program.bindings.append(Binding(name, value, previous, target.lineno, self.function, self.loops))
        if name.startswith("self."):
            self.escape(value)
        if not value.name:
            value.name = name
        self.scope.names[name] = value

    def _on_expr(self, node: ast.Expr) -> None:
        before = len(self.program.calls)
        value = self.value(node.value)
        if isinstance(node.value, ast.Yield | ast.YieldFrom):
            for part in value.parts:
                self.escape(part)
        calls = self.program.calls
        if len(calls) > before and value.call is calls[-1]:
            calls[-1].discarded = True

    def _on_return(self, node: ast.Return) -> None:
        value = self.value(node.value)
        self.escape(value)
        if self._returned and node.value is not None:
            self._returned[-1].append(value)

    def _on_if(self, node: ast.If) -> None:
        self.condition(node.test)
        self._branches([node.body, node.orelse])

    def _branches(self, bodies: list[list[ast.stmt]]) -> None:
        before = dict(self.scope.names)
        ends: list[dict[str, Value]] = []
        for body in bodies:
            self.scope.names = dict(before)
            self.block(body)
            if not _leaves(body):
                ends.append(self.scope.names)
        self.scope.names = _joined(ends or [before])

    def _on_for(self, node: ast.For | ast.AsyncFor) -> None:
        over = self.value(node.iter)
        targets = tuple(n.id for n in ast.walk(node.target) if isinstance(n, ast.Name))
        items = {part.sort for part in over.parts} if over.operator == "list" else set()
        sort = items.pop() if len(items) == 1 else Sort.UNKNOWN if over.sort is Sort.UNKNOWN else Sort.LOCAL
        for name in targets:
            self.scope.names[name] = Value(sort, name=name, line=node.lineno)
        self._loop(Loop(node.lineno, "for", targets, turns(over), _leaves(node.body)), node.body, node.orelse)

    _on_asyncfor = _on_for

    def _on_while(self, node: ast.While) -> None:
        loops, loop = self.loops, Loop(node.lineno, "while", leaves=_leaves(node.body))
        self.loops = (*loops, loop)
        self.condition(node.test)
        self.loops = loops
        self._loop(loop, node.body, node.orelse)

    def _loop(self, loop: Loop, body: list[ast.stmt], orelse: list[ast.stmt]) -> None:
        outer = self.loops
        before = dict(self.scope.names)
        self.loops = (*outer, loop)
        self.block(body)
        self.loops = outer
        self.scope.names = _joined([before, self.scope.names], prefer_last=True)
        self.block(orelse)

    def _on_with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            value = self.value(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value)
        self.block(node.body)

    _on_asyncwith = _on_with

    def _on_try(self, node: ast.Try) -> None:
        self.block(node.body)
        for handler in node.handlers:
            self._branches([handler.body, []])
        self.block(node.orelse)
        self.block(node.finalbody)

    _on_trystar = _on_try

    def _on_match(self, node: ast.Match) -> None:
        self.value(node.subject)
        self._branches([case.body for case in node.cases] + [[]])

    def _on_assert(self, node: ast.Assert) -> None:
        self.condition(node.test)

    def _on_raise(self, node: ast.Raise) -> None:
        if node.exc is not None:
            self.value(node.exc)

    def _on_delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.scope.names.pop(target.id, None)


def _joined(ends: list[dict[str, Value]], *, prefer_last: bool = False) -> dict[str, Value]:
    """The names after several ways through; where a name differs, its value is a branch of both."""
    merged = dict(ends[0])
    for end in ends[1:]:
        for name, value in end.items():
            other = merged.get(name)
            if other is None or other is value:
                merged[name] = value
            elif prefer_last and value.sort is other.sort:
                merged[name] = Value(value.sort, value.call, name, value.shown, operator="branch", parts=(other, value))
            else:
                sort = value.sort if value.sort not in (Sort.LOCAL, Sort.UNKNOWN) else other.sort
                shown = value.shown or other.shown
                merged[name] = Value(sort, name=name, shown=shown, operator="branch", parts=(other, value))
    return merged


def _leaves(body: list[ast.stmt]) -> bool:
    """Whether nothing after `body` runs once it was entered."""
    return bool(body) and isinstance(body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)


def _target_name(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return target.id
    own = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
    return f"self.{target.attr}" if own and isinstance(target, ast.Attribute) else ""


def _top(tree: ast.Module) -> list[ast.stmt]:
    """The statements that run when the module does, without its functions."""
    inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [statement for statement in tree.body if not isinstance(statement, inner)]

"""Statements in a rehearsal: branches that only a run would choose are both followed, and joined."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from enum import Enum, auto

from headgate.facts.spark.program import Value
from headgate.facts.spark.rehearsal import natives
from headgate.facts.spark.rehearsal.evaluate import Evaluation
from headgate.facts.spark.rehearsal.imports import Imported
from headgate.facts.spark.rehearsal.merged import dictionaries, either, join, restore, snapshot
from headgate.facts.spark.rehearsal.things import Class, Routine, Scope, truth, unknown

_WHILE = 50
_UDFS = ("udf", "pandas_udf")


class Way(Enum):
    """How a block ends."""

    ON = auto()
    BACK = auto()
    """`return` or `raise`."""
    NEXT = auto()
    OUT = auto()
    """`break`."""


class Statements(Imported, Evaluation):
    """Follows statements in their order."""

    def block(self, body: Iterable[ast.stmt]) -> Way:
        """Follow `body`, and tell how it ends."""
        for statement in body:
            self.spend()
            method: Callable[[ast.stmt], Way | None] | None
            method = getattr(self, f"_on_{type(statement).__name__.lower()}", None)
            way: Way | None = method(statement) if method is not None else None
            if way is not None and way is not Way.ON:
                return way
        return Way.ON

    def run_body(self, routine: Routine) -> object:
        node = routine.node
        if isinstance(node, ast.Lambda):
            return self.value(node.body)
        self.results.append([])
        self.yielded.append([])
        ends = self.block(node.body)
        results, yielded = self.results.pop(), self.yielded.pop()
        if yielded:
            return yielded
        if ends is Way.ON and results:
            results.append(None)
        whole = results[0] if results else None
        for other in results[1:]:
            whole = either(whole, other)
        return whole

    def _on_expr(self, node: ast.Expr) -> None:
        self.value(node.value)

    def _on_assign(self, node: ast.Assign) -> None:
        value = self.value(node.value)
        for target in node.targets:
            self.bind(target, value)
        if isinstance(value, Value) and not value.name and isinstance(node.targets[0], ast.Name):
            value.name = node.targets[0].id

    def _on_annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.bind(node.target, self.value(node.value))

    def _on_augassign(self, node: ast.AugAssign) -> None:
        before, added = self.value(node.target), self.value(node.value)
        if isinstance(before, list) and isinstance(added, list | tuple) and isinstance(node.op, ast.Add):
            whole = natives.added(before, added)
            if isinstance(whole, list):
                before[:] = whole  # every name of the list sees what is added
            else:
                self.bind(node.target, whole)
        else:
            self.bind(node.target, self.combined(node.op, before, added, node))

    def _on_functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.scope.names[node.name] = self._decorated(self.routine(node.name, node), node)

    _on_asyncfunctiondef = _on_functiondef

    def _decorated(self, routine: Routine, node: ast.FunctionDef | ast.AsyncFunctionDef) -> object:
        made: object = routine
        for decorator in reversed(node.decorator_list):
            name = ast.unparse(decorator).partition("(")[0].rpartition(".")[2]
            if name in ("staticmethod", "classmethod", "property", "cached_property"):
                routine.form = {"staticmethod": "static", "classmethod": "class"}.get(name, "property")
                continue
            value = self.value(decorator)
            if isinstance(value, Value) and value.qualified.rpartition(".")[2] in _UDFS:
                made = self.made_udf("udf", [routine], decorator)
            elif isinstance(value, Routine) and isinstance(made, Routine):
                wrapped = self.apply(value, [made], {})
                made = wrapped if isinstance(wrapped, Routine) else made
        return made

    def _on_classdef(self, node: ast.ClassDef) -> None:
        bases = tuple(self.value(base) for base in node.bases)
        cls = Class(node.name, bases)
        outer, self.scope = self.scope, Scope(self.scope, module=self.scope.module)
        self.block(node.body)
        cls.members = self.scope.names
        self.scope = outer
        for member in cls.members.values():
            if isinstance(member, Routine):
                member.owner = cls
                member.scope = outer if member.scope.names is cls.members else member.scope
        marks = {ast.unparse(one).partition("(")[0].rpartition(".")[2] for one in node.decorator_list}
        tuples = any(isinstance(one, Value) and one.qualified.endswith(("NamedTuple", "BaseModel")) for one in bases)
        if "dataclass" in marks or tuples or any(isinstance(b, Class) and b.all_fields() for b in bases):
            stated = [
                one.target.id
                for one in node.body
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
            ]
            cls.fields = tuple(stated)
        self.scope.names[node.name] = cls
        self.classes.append(cls)

    def _on_return(self, node: ast.Return) -> Way:
        value = self.value(node.value)
        if self.results:
            self.results[-1].append(value)
        return Way.BACK

    def _on_raise(self, node: ast.Raise) -> Way:
        self.value(node.exc)
        return Way.BACK

    def _on_continue(self, node: ast.Continue) -> Way:
        del node
        return Way.NEXT

    def _on_break(self, node: ast.Break) -> Way:
        del node
        return Way.OUT

    def _on_if(self, node: ast.If) -> Way:
        told = truth(self.value(node.test))
        if told is not None:
            return self.block(node.body if told else node.orelse)
        return self._ways([node.body, node.orelse])

    def _ways(self, bodies: list[list[ast.stmt]]) -> Way:
        """Follow each body from how things stand, and go on from what those that go on have in common."""
        state = dictionaries(self.scope)
        before = snapshot(state)
        ends, ways = [], []
        for body in bodies:
            restore(state, before)
            way = self.block(body)
            ways.append(way)
            if way is Way.ON:
                ends.append(snapshot(state))
        if ends:
            join(state, ends)
            return Way.ON
        restore(state, before)
        return Way.NEXT if Way.NEXT in ways else ways[0]

    def _on_for(self, node: ast.For | ast.AsyncFor) -> Way:
        items, whole = self.items(self.value(node.iter), node.iter)
        state = dictionaries(self.scope)
        before = snapshot(state)
        for item in items:
            self.bind(node.target, item)
            way = self.block(node.body)
            if way is Way.BACK and whole:
                return way
            if way is Way.OUT:
                break
        if not whole:
            state = dictionaries(self.scope)[: len(before)]
            join(state, [before, snapshot(state)])
        return self.block(node.orelse)

    _on_asyncfor = _on_for

    def _on_while(self, node: ast.While) -> Way:
        for _ in range(_WHILE):
            told = truth(self.value(node.test))
            if told is False:
                break
            if told is None or isinstance(node.test, ast.Constant):
                self._ways([node.body, []])
                break
            way = self.block(node.body)
            if way is Way.BACK:
                return way
            if way is Way.OUT:
                break
        return Way.ON

    def _on_with(self, node: ast.With | ast.AsyncWith) -> Way:
        for item in node.items:
            value = self.value(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value)
        return self.block(node.body)

    _on_asyncwith = _on_with

    def _on_try(self, node: ast.Try) -> Way:
        before = snapshot(dictionaries(self.scope))
        way = self.block([*node.body, *node.orelse])
        state = dictionaries(self.scope)[: len(before)]
        after = snapshot(state)
        ends = [after] if way is Way.ON else []
        for handler in node.handlers:
            restore(state, [{**old, **new} for old, new in zip(before, after, strict=True)])
            if handler.name:
                self.scope.names[handler.name] = unknown(handler.name)
            if self.block(handler.body) is Way.ON:
                ends.append(snapshot(state))
        if ends:
            join(state, ends)
        else:
            restore(state, after)
        last = self.block(node.finalbody)
        return last if last is not Way.ON else (Way.ON if ends else way)

    _on_trystar = _on_try

    def _on_match(self, node: ast.Match) -> Way:
        subject = self.value(node.subject)
        if isinstance(subject, str | int) and all(_plain(case) for case in node.cases):
            for case in node.cases:
                pattern = case.pattern
                if not isinstance(pattern, ast.MatchValue) or self.value(pattern.value) == subject:
                    return self.block(case.body)
            return Way.ON
        return self._ways([case.body for case in node.cases] + [[]])

    def _on_assert(self, node: ast.Assert) -> None:
        self.value(node.test)

    def _on_delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.scope.names.pop(target.id, None)

    def _on_global(self, node: ast.Global) -> None:
        for name in node.names:
            self.scope.outward[name] = self.outermost()

    def _on_nonlocal(self, node: ast.Nonlocal) -> None:
        for name in node.names:
            scope = self.scope.outer
            while scope is not None and name not in scope.names:
                scope = scope.outer
            if scope is not None:
                self.scope.outward[name] = scope


def _plain(case: ast.match_case) -> bool:
    simple = isinstance(case.pattern, ast.MatchValue) or (
        isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
    )
    return simple and case.guard is None

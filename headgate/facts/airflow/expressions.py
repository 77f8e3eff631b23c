"""Expressions of a DAG file: values, comprehensions, and what names are bound to."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Callable

from headgate.facts.airflow.calls import Maker
from headgate.facts.airflow.values import DagHandle, GroupHandle, TaskHandle
from headgate.facts.airflow.wiring import wire_shift
from headgate.facts.python.evaluate import literal, opaque
from headgate.facts.python.names import Names
from headgate.facts.python.values import known

_STEPS = 60_000
UNROLLED = 500

Scope = ChainMap[str, object]
Evaluate = Callable[[ast.expr], object]


class TooMuch(Exception):  # noqa: N818 - it bounds a file, it is not a failure
    """The file makes more than is followed."""


class Expressions:
    """Evaluates expressions; how calls are followed is left to `Interpreter`."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.make = Maker(names)
        self.shadowed: list[tuple[str, int, int, str]] = []
        """(name, line of `with`, line of assignment, group) where a group's name is taken inside its block."""
        self._steps = 0
        self._open_groups: list[tuple[str, int, GroupHandle]] = []

    def _call(self, node: ast.Call, scope: Scope) -> object:
        raise NotImplementedError

    def count_step(self) -> None:
        """Count one statement or expression.

        Raises:
            TooMuch: there were more than are followed.
        """
        self._steps += 1
        if self._steps > _STEPS:
            raise TooMuch

    def _truth(self, value: object) -> bool | None:
        if isinstance(value, TaskHandle | GroupHandle | DagHandle):
            return True
        return bool(value) if known(value) else None

    def value(self, node: ast.expr, scope: Scope) -> object:
        """What `node` stands for."""
        self.count_step()
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.RShift | ast.LShift):
            return wire_shift(node, self.value(node.left, scope), self.value(node.right, scope))
        if isinstance(node, ast.Call):
            return self._call(node, scope)
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            return self._comprehension(node, scope)
        if isinstance(node, ast.DictComp):
            return self._dict_comprehension(node, scope)
        if isinstance(node, ast.BoolOp):
            return self._either(node, scope)
        if isinstance(node, ast.IfExp):
            return self._choice(node, scope)
        if isinstance(node, ast.NamedExpr):
            value = self.value(node.value, scope)
            self._bind(node.target, value, scope)
            return value
        if isinstance(node, ast.Attribute | ast.Subscript):
            holder = self.value(node.value, scope)
            if isinstance(holder, TaskHandle):
                return holder
        return literal(node, self.names, scope, lambda part: self.value(part, scope))

    def _either(self, node: ast.BoolOp, scope: Scope) -> object:
        for part in node.values:
            value = self.value(part, scope)
            verdict = self._truth(value)
            if verdict is None:
                return opaque(node)
            if verdict == isinstance(node.op, ast.Or):
                return value
        return value

    def _choice(self, node: ast.IfExp, scope: Scope) -> object:
        verdict = self._truth(self.value(node.test, scope))
        if verdict is None:
            return opaque(node)
        return self.value(node.body if verdict else node.orelse, scope)

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope) -> object:
        rounds = self._rounds(node.generators, scope)
        if rounds is None:
            with self.make.repeated(node.lineno):
                inner = scope.new_child()
                for generator in node.generators:
                    self._bind(generator.target, opaque(generator.target), inner)
                only = self.value(node.elt, inner)
            return [only] if isinstance(only, TaskHandle) else opaque(node)
        return [self.value(node.elt, inner) for inner in rounds]

    def _dict_comprehension(self, node: ast.DictComp, scope: Scope) -> object:
        rounds = self._rounds(node.generators, scope)
        if rounds is None:
            return opaque(node)
        found: dict[object, object] = {}
        for inner in rounds:
            key = self.value(node.key, inner)
            if not isinstance(key, str | int):
                return opaque(node)
            found[key] = self.value(node.value, inner)
        return found

    def _rounds(self, generators: list[ast.comprehension], scope: Scope) -> list[Scope] | None:
        """The scopes of a comprehension's rounds; None where only a run tells them."""
        rounds = [scope.new_child()]
        for generator in generators:
            following: list[Scope] = []
            for outer in rounds:
                values = self.value(generator.iter, outer)
                if isinstance(values, dict):
                    values = list(values)
                if not isinstance(values, list | tuple):
                    return None
                for value in values[:UNROLLED]:
                    inner = outer.new_child()
                    self._bind(generator.target, value, inner)
                    verdicts = [self._truth(self.value(test, inner)) for test in generator.ifs]
                    if None in verdicts:
                        return None
                    if all(verdicts):
                        following.append(inner)
            if len(following) > UNROLLED:
                return None
            rounds = following
        return rounds

    def _bind(self, target: ast.expr, value: object, scope: Scope) -> None:
        match target:
            case ast.Name():
                self._notice_shadow(target, value)
                scope[target.id] = value
            case ast.Tuple() | ast.List():
                items = value if isinstance(value, list | tuple) else ()
                for at, part in enumerate(target.elts):
                    self._bind(part, items[at] if at < len(items) else opaque(part), scope)
            case ast.Subscript():
                holder = self.value(target.value, scope)
                key = self.value(target.slice, scope)
                if isinstance(holder, dict) and isinstance(key, str | int):
                    holder[key] = value
            case ast.Attribute():
                pass

    def _notice_shadow(self, target: ast.Name, value: object) -> None:
        for name, line, group in self._open_groups:
            if name == target.id and value is not group:
                self.shadowed.append((name, line, target.lineno, group.id))

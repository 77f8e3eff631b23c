"""Reading a DAG file from top to bottom: which DAGs and tasks it makes, and how they are wired.

Nothing of the file is run. Statements are followed in order with literal values; loops over literal lists are
unrolled, local functions are entered, both arms of an `if` that only a run would decide are taken. What depends
on run time is kept with its source text and told as a gap.
"""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator

from headgate.facts.airflow.calls import Maker
from headgate.facts.airflow.evaluate import literal, opaque
from headgate.facts.airflow.names import Names
from headgate.facts.airflow.values import (
    DagHandle,
    Function,
    GroupHandle,
    Opaque,
    Partial,
    TaskHandle,
    known,
)
from headgate.facts.airflow.wiring import wire_call, wire_shift

_STEPS = 60_000
_DEPTH = 40
_UNROLLED = 500

Scope = ChainMap[str, object]
Evaluate = Callable[[ast.expr], object]


class TooMuch(Exception):  # noqa: N818 - it bounds a file, it is not a failure
    """The file makes more than is followed."""


class _Return(Exception):  # noqa: N818 - a statement of the language that is read
    def __init__(self, value: object) -> None:
        self.value = value


class Interpreter:
    """Follows the statements of one file."""

    def __init__(self, tree: ast.Module, names: Names) -> None:
        self.names = names
        self.make = Maker(names)
        self.shadowed: list[tuple[str, int, int, str]] = []
        """(name, line of `with`, line of assignment, group) where a group's name is taken inside its block."""
        self._steps = 0
        self._depth = 0
        self._tree = tree
        self._open_groups: list[tuple[str, int, GroupHandle]] = []

    @property
    def dags(self) -> list[DagHandle]:
        return self.make.dags

    def run(self) -> None:
        """Follow the whole file.

        Raises:
            TooMuch: more steps than are followed; what was found so far stands.
        """
        scope: Scope = ChainMap({})
        self._block(self._tree.body, scope)
        for value in list(scope.values()):
            if isinstance(value, Function) and value.role == "dag" and value.node not in self.make.entered:
                self._enter(value, None, scope)

    def _block(self, body: Iterable[ast.stmt], scope: Scope) -> None:
        for statement in body:
            self._statement(statement, scope)

    def _statement(self, node: ast.stmt, scope: Scope) -> None:  # noqa: C901, PLR0912 - one arm a kind of statement
        self._steps += 1
        if self._steps > _STEPS:
            raise TooMuch
        match node:
            case ast.Expr():
                self.value(node.value, scope)
            case ast.Assign():
                value = self.value(node.value, scope)
                for target in node.targets:
                    self._bind(target, value, scope)
            case ast.AnnAssign(value=ast.expr() as given):
                self._bind(node.target, self.value(given, scope), scope)
            case ast.AugAssign():
                joined = ast.BinOp(_loaded(node.target), node.op, node.value)
                self._bind(node.target, self.value(ast.copy_location(joined, node), scope), scope)
            case ast.With() | ast.AsyncWith():
                self._with(node, scope)
            case ast.For() | ast.AsyncFor():
                self._for(node, scope)
            case ast.If():
                self._if(node, scope)
            case ast.While():
                self._block(node.body, scope)
            case ast.Try():
                for part in (node.body, node.orelse, node.finalbody):
                    self._block(part, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                scope[node.name] = Function(node, self.make.role(node))
            case ast.Return():
                raise _Return(self.value(node.value, scope) if node.value else None)

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

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
        entered: list[object] = []
        for item in node.items:
            value = self.value(item.context_expr, scope)
            named = item.optional_vars
            if named is not None:
                self._bind(named, value, scope)
            if isinstance(value, DagHandle):
                self.make.open_dag(value)
                entered.append(value)
            elif isinstance(value, GroupHandle):
                self.make.open_group(value)
                if isinstance(named, ast.Name):
                    self._open_groups.append((named.id, node.lineno, value))
                entered.append(value)
        groups = len(self._open_groups)
        try:
            self._block(node.body, scope)
        finally:
            for value in reversed(entered):
                self.make.close(value)
            opened = sum(
                isinstance(v, GroupHandle) and isinstance(i.optional_vars, ast.Name)
                for v, i in zip(entered, node.items, strict=False)
            )
            del self._open_groups[groups - opened :]

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        values = self.value(node.iter, scope)
        if isinstance(values, dict):
            values = list(values)
        if not isinstance(values, list | tuple) or len(values) > _UNROLLED:
            self._bind(node.target, opaque(node.target), scope)
            with self.make.repeated(node.lineno):
                self._block(node.body, scope)
            return
        for value in values:
            self._bind(node.target, value, scope)
            self._block(node.body, scope)
        self._block(node.orelse, scope)

    def _if(self, node: ast.If, scope: Scope) -> None:
        verdict = self._truth(self.value(node.test, scope))
        if verdict is not None:
            self._block(node.body if verdict else node.orelse, scope)
            return
        for arm, body in enumerate((node.body, node.orelse)):
            with self.make.arm(node.lineno, arm):
                try:
                    self._block(body, scope)
                except _Return:
                    if arm:
                        raise

    def _truth(self, value: object) -> bool | None:
        if isinstance(value, TaskHandle | GroupHandle | DagHandle):
            return True
        return bool(value) if known(value) else None

    def value(self, node: ast.expr, scope: Scope) -> object:
        """What `node` stands for."""
        self._steps += 1
        if self._steps > _STEPS:
            raise TooMuch
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
                for value in values[:_UNROLLED]:
                    inner = outer.new_child()
                    self._bind(generator.target, value, inner)
                    verdicts = [self._truth(self.value(test, inner)) for test in generator.ifs]
                    if None in verdicts:
                        return None
                    if all(verdicts):
                        following.append(inner)
            if len(following) > _UNROLLED:
                return None
            rounds = following
        return rounds

    def _once(self, scope: Scope) -> Evaluate:
        """An evaluation that does each node once, so that no task is made twice."""
        done: dict[int, object] = {}

        def evaluate(part: ast.expr) -> object:
            if id(part) not in done:
                done[id(part)] = self.value(part, scope)
            return done[id(part)]

        return evaluate

    def _call(self, node: ast.Call, scope: Scope) -> object:
        evaluate = self._once(scope)
        if wire_call(node, self.names, evaluate):
            return None
        callee = self._callee(node.func, scope, evaluate)
        arguments = dict(_arguments(node, evaluate))
        if isinstance(callee, Partial):
            return self._expanded(callee, node, arguments, scope)
        if isinstance(callee, Function):
            return self._enter(callee, node, scope, arguments)
        made = self.make.from_call(node, arguments, evaluate)
        if made is not None:
            return made
        if append(node, evaluate):
            return None
        return literal(node, self.names, scope, evaluate)

    def _callee(self, func: ast.expr, scope: Scope, evaluate: Evaluate) -> object:
        """A local function, or the partial behind `X.partial(…).expand`, `f.expand`, `f.override(…)`."""
        if isinstance(func, ast.Name):
            return scope.get(func.id)
        if isinstance(func, ast.Call):
            return evaluate(func)
        if not isinstance(func, ast.Attribute):
            return None
        if func.attr in ("partial", "override", "expand", "expand_kwargs"):
            if isinstance(func.value, ast.Call):
                return evaluate(func.value)
            if isinstance(func.value, ast.Name) and isinstance(scope.get(func.value.id), Function):
                return Partial(scope[func.value.id], ast.Call(func.value, [], []))
            if func.attr == "partial":
                return Partial(func.value, ast.Call(func.value, [], []))
        return None

    def _expanded(self, partial: Partial, node: ast.Call, arguments: dict[str, object], scope: Scope) -> object:
        given = dict(partial.arguments) | arguments
        finished = not isinstance(node.func, ast.Attribute) or node.func.attr.startswith("expand")
        if not finished:
            return Partial(partial.callee, node, tuple(given.items()))
        if isinstance(partial.callee, Function):
            return self._enter(partial.callee, node, scope, given)
        call = ast.copy_location(ast.Call(partial.callee, node.args, node.keywords), node)  # type: ignore[arg-type]
        return self.make.from_call(call, given, self._once(scope))

    def _enter(
        self, function: Function, call: ast.Call | None, scope: Scope, arguments: dict[str, object] | None = None
    ) -> object:
        """Call a function of the file: make its task, or follow its body."""
        if function.role == "task":
            given = list(self._positional(call, scope))
            task = self.make.from_function(function.node, call, arguments or {})
            self.make.wait(task, given)
            return task
        self.make.entered.add(function.node)
        if self._depth >= _DEPTH or function.node in self.make.inside:
            return Opaque(function.node.name)
        inner = scope.new_child(self._parameters(function.node, call, arguments or {}, scope))
        self._depth += 1
        with self.make.function(function.node, function.role, arguments or {}) as opened:
            try:
                self._block(function.node.body, inner)
            except _Return as returned:
                return opened or returned.value
            finally:
                self._depth -= 1
        return opened

    def _parameters(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        call: ast.Call | None,
        given: dict[str, object],
        scope: Scope,
    ) -> dict[str, object]:
        spec = node.args
        positional = [*spec.posonlyargs, *spec.args]
        bound: dict[str, object] = {argument.arg: Opaque(argument.arg) for argument in (*positional, *spec.kwonlyargs)}
        for argument, default in zip(reversed(positional), reversed(spec.defaults), strict=False):
            bound[argument.arg] = self.value(default, scope)
        for argument, kw_default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
            if kw_default is not None:
                bound[argument.arg] = self.value(kw_default, scope)
        for argument, value in zip(positional, self._positional(call, scope), strict=False):
            bound[argument.arg] = value
        rest = {name: value for name, value in given.items() if name not in bound}
        bound |= {name: value for name, value in given.items() if name in bound}
        if spec.kwarg is not None:
            bound[spec.kwarg.arg] = rest
        if spec.vararg is not None:
            bound[spec.vararg.arg] = Opaque(spec.vararg.arg)
        return bound

    def _positional(self, call: ast.Call | None, scope: Scope) -> Iterator[object]:
        for argument in call.args if call else ():
            if isinstance(argument, ast.Starred):
                return
            yield self.value(argument, scope)


def _arguments(node: ast.Call, evaluate: Evaluate) -> Iterator[tuple[str, object]]:
    for keyword in node.keywords:
        value = evaluate(keyword.value)
        if keyword.arg:
            yield keyword.arg, value
        elif isinstance(value, dict):
            yield from ((name, item) for name, item in value.items() if isinstance(name, str))


def append(node: ast.Call, evaluate: Evaluate) -> bool:
    """Follow `tasks.append(x)`, `tasks.extend(xs)`, `settings.update(x)` on lists and dicts that are known."""
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1:
        return False
    if node.func.attr not in ("append", "extend", "update"):
        return False
    holder, value = evaluate(node.func.value), evaluate(node.args[0])
    if isinstance(holder, list) and len(holder) < _UNROLLED:
        holder.extend(value[:_UNROLLED] if isinstance(value, list | tuple) and node.func.attr == "extend" else [value])
    elif isinstance(holder, dict) and isinstance(value, dict):
        holder.update(value)
    return True


def _loaded(target: ast.expr) -> ast.expr:
    """An assignment's target as an expression to be read."""
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(target.id, ast.Load()), target)
    return target

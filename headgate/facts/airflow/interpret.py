"""Reading a DAG file from top to bottom: which DAGs and tasks it makes, and how they are wired.

Nothing of the file is run. Statements are followed in order with literal values; loops over literal lists are
unrolled, local functions are entered, both arms of an `if` that only a run would decide are taken. What depends
on run time is kept with its source text and told as a gap.
"""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Iterable, Iterator

from headgate.facts.airflow.expressions import UNROLLED, Evaluate, Expressions, Scope
from headgate.facts.airflow.values import DagHandle, Function, GroupHandle, Partial
from headgate.facts.airflow.wiring import wire_call
from headgate.facts.python.evaluate import literal, opaque
from headgate.facts.python.names import Names
from headgate.facts.python.values import Opaque

_DEPTH = 40


class _Return(Exception):  # noqa: N818 - a statement of the language that is read
    def __init__(self, value: object) -> None:
        self.value = value


class Interpreter(Expressions):
    """Follows the statements of one file."""

    def __init__(self, tree: ast.Module, names: Names) -> None:
        super().__init__(names)
        self._depth = 0
        self._tree = tree

    @property
    def dags(self) -> list[DagHandle]:
        return self.make.dags

    def run(self) -> None:
        """Follow the whole file.

        Raises:
            TooMuch: more steps than are followed; what was found so far stands.
        """
        scope: Scope = ChainMap({})
        try:
            self._block(self._tree.body, scope)
        except _Return:
            return  # a `return` outside functions, which Python refuses: what stands before it was found
        for value in list(scope.values()):
            if isinstance(value, Function) and value.role == "dag" and value.node not in self.make.entered:
                self._enter(value, None, scope)

    def _block(self, body: Iterable[ast.stmt], scope: Scope) -> None:
        for statement in body:
            self._statement(statement, scope)

    def _statement(self, node: ast.stmt, scope: Scope) -> None:  # noqa: C901, PLR0912 - one arm a kind of statement
        self.count_step()
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
        if not isinstance(values, list | tuple) or len(values) > UNROLLED:
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
        if isinstance(node.func, ast.Attribute) and node.func.attr == "expand_kwargs" and node.args:
            given |= _together(self.value(node.args[0], scope))
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
            stated = dict(self._stated(function.node, scope))
            task = self.make.from_function(function.node, call, stated | (arguments or {}))
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

    def _stated(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Iterator[tuple[str, object]]:
        """The datasets that decorators name, by what their names are bound to."""
        for decorator in node.decorator_list:
            for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
                if keyword.arg in ("outlets", "inlets"):
                    yield keyword.arg, self.value(keyword.value, scope)

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


def _together(rounds: object) -> dict[str, object]:
    """The arguments of all rounds of `expand_kwargs`, each with the values it takes."""
    found: dict[str, list[object]] = {}
    for one in rounds if isinstance(rounds, list | tuple) else ():
        for name, value in one.items() if isinstance(one, dict) else ():
            if isinstance(name, str):
                found.setdefault(name, []).append(value)
    return dict(found)


def append(node: ast.Call, evaluate: Evaluate) -> bool:
    """Follow `tasks.append(x)`, `tasks.extend(xs)`, `settings.update(x)` on lists and dicts that are known."""
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1:
        return False
    if node.func.attr not in ("append", "extend", "update"):
        return False
    holder, value = evaluate(node.func.value), evaluate(node.args[0])
    if isinstance(holder, list) and len(holder) < UNROLLED:
        holder.extend(value[:UNROLLED] if isinstance(value, list | tuple) and node.func.attr == "extend" else [value])
    elif isinstance(holder, dict) and isinstance(value, dict):
        holder.update(value)
    return True


def _loaded(target: ast.expr) -> ast.expr:
    """An assignment's target as an expression to be read."""
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(target.id, ast.Load()), target)
    return target

"""Structured Streaming in Python: following frames from `readStream` to `start()`."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from headgate.facts.python.evaluate import literal
from headgate.facts.python.names import Names
from headgate.facts.streams.batch import batch_function
from headgate.facts.streams.query import UNKNOWN, BatchAction, Step, StreamingQuery, StreamSource

_ENDS = ("start", "toTable", "table")
_LOADS = ("load", "table", "json", "csv", "parquet", "orc", "text")
_ACTIONS = ("collect", "show", "toPandas", "take", "head", "first", "count", "foreachPartition", "isEmpty", "tail")
_MOST_STEPS = 400
_DEPTH = 12


@dataclass(frozen=True)
class _Chain:
    """A reader, a frame or a writer on its way."""

    kind: str
    sources: tuple[StreamSource, ...] = ()
    steps: tuple[Step, ...] = ()
    query: StreamingQuery | None = None

    def step(self, name: str, line: int, arguments: tuple[str, ...] = ()) -> _Chain:
        if len(self.steps) >= _MOST_STEPS:
            return self
        return replace(self, kind="frame", steps=(*self.steps, Step(name, line, arguments)))


Scope = dict[str, object]
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Follower:
    """Follows one file."""

    path: str
    tree: ast.Module
    names: Names
    queries: list[StreamingQuery] = field(default_factory=list)
    actions: list[BatchAction] = field(default_factory=list)
    _depth: int = 0
    entries_left: int = 3_000
    """How many calls are still followed into their functions; one that calls others twice doubles them."""

    def run(self) -> None:
        """Follow the module's statements, then each function that was not entered on the way."""
        self._functions = {n.name: n for n in ast.walk(self.tree) if isinstance(n, FunctionNode)}
        self._entered: set[FunctionNode] = set()
        self._started: set[int] = set()
        scope: Scope = {}
        self._block(self.tree.body, scope)
        for function in self._functions.values():
            if function not in self._entered:
                parameters = {argument.arg for argument in function.args.args}
                self._body(function, {name: value for name, value in scope.items() if name not in parameters})

    def _block(self, body: Iterable[ast.stmt], scope: Scope) -> object:
        returned: object = None
        for statement in body:
            match statement:
                case ast.Assign() | ast.AnnAssign(value=ast.expr()):
                    value = self.value(statement.value, scope) if statement.value else None
                    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                    for target in targets:
                        self._bind(target, value, scope)
                case ast.Expr():
                    self.value(statement.value, scope)
                case ast.Return(value=ast.expr() as given):
                    found = self.value(given, scope)
                    returned = returned or found
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    continue
                case _:
                    for part in ("body", "orelse", "finalbody"):
                        found = self._block(getattr(statement, part, []), scope)
                        returned = returned or found
        return returned

    def _bind(self, target: ast.expr, value: object, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope[target.id] = value
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            scope[f"{target.value.id}.{target.attr}"] = value

    def _body(self, function: FunctionNode, scope: Scope) -> object:
        self._entered.add(function)
        return self._block(function.body, scope)

    def value(self, node: ast.expr, scope: Scope) -> object:
        """A chain, a literal, or something opaque."""
        if isinstance(node, ast.Attribute):
            return self._attribute(node, scope)
        if isinstance(node, ast.Call):
            return self._call(node, scope)
        if isinstance(node, ast.Await):
            return self.value(node.value, scope)
        if isinstance(node, ast.IfExp):
            one, other = self.value(node.body, scope), self.value(node.orelse, scope)
            return one if isinstance(one, _Chain) else other
        return literal(node, self.names, scope, lambda part: self.value(part, scope))

    def _attribute(self, node: ast.Attribute, scope: Scope) -> object:
        if node.attr == "readStream":
            return _Chain("reader", (StreamSource(node.lineno),))
        if isinstance(node.value, ast.Name) and f"{node.value.id}.{node.attr}" in scope:
            return scope[f"{node.value.id}.{node.attr}"]
        if node.attr == "writeStream":
            frame = self.value(node.value, scope)
            if not isinstance(frame, _Chain):
                frame = self._from_nowhere(node.value)
            query = StreamingQuery(self.path, _line(node), node.end_lineno or node.lineno, frame.sources, frame.steps)
            return replace(frame, kind="writer", query=query)
        return literal(node, self.names, scope, lambda part: self.value(part, scope))

    def _from_nowhere(self, node: ast.expr) -> _Chain:
        """A frame whose beginning is not told, with the methods that are called on it here."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return self._from_nowhere(node.func.value).step(node.func.attr, node.lineno, _texts(node))
        return _Chain("frame", (), (Step(UNKNOWN, node.lineno),))

    def _call(self, node: ast.Call, scope: Scope) -> object:
        func = node.func
        done: dict[int, object] = {}
        if isinstance(func, ast.Attribute):
            base = done[id(func.value)] = self.value(func.value, scope)
            if isinstance(base, _Chain):
                return self._method(base, func.attr, node, scope)
        name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
        given = [self.value(argument, scope) for argument in node.args]
        done |= zip(map(id, node.args), given, strict=True)
        function = self._functions.get(name)
        if function is not None:
            return self._enter(function, node, given, scope)
        chain = next((value for value in given if isinstance(value, _Chain)), None)
        if chain is not None and chain.kind == "frame":
            return chain.step(UNKNOWN, node.lineno)
        return literal(node, self.names, scope, lambda p: done[id(p)] if id(p) in done else self.value(p, scope))

    def _enter(self, function: FunctionNode, node: ast.Call, given: list[object], scope: Scope) -> object:
        if self._depth >= _DEPTH or self.entries_left <= 0:
            return None
        self.entries_left -= 1
        parameters = [argument.arg for argument in function.args.args]
        if parameters[:1] in (["self"], ["cls"]) and isinstance(node.func, ast.Attribute):
            parameters = parameters[1:]
        inner = dict(scope) | dict(zip(parameters, given, strict=False))
        inner |= {k.arg: self.value(k.value, scope) for k in node.keywords if k.arg}
        self._depth += 1
        try:
            returned = self._body(function, inner)
        finally:
            self._depth -= 1
        chain = next((value for value in given if isinstance(value, _Chain)), None)
        if returned is None and chain is not None and chain.kind == "frame":
            return chain.step(UNKNOWN, node.lineno)
        return returned

    def _method(self, base: _Chain, name: str, node: ast.Call, scope: Scope) -> object:
        if base.kind == "reader":
            return self._read(base, name, node, scope)
        if base.kind == "writer" and base.query is not None:
            return self._write(base, base.query, name, node, scope)
        if name == "transform" and node.args and isinstance(node.args[0], ast.Name):
            function = self._functions.get(node.args[0].id)
            if function is not None:
                return self._enter(function, node, [base], scope)
        if name == "transform":
            return base.step(UNKNOWN, node.lineno)
        self._notice_action(base, name, node)
        for argument in node.args:
            other = self.value(argument, scope)
            if isinstance(other, _Chain) and other.kind == "frame":
                base = replace(base, sources=base.sources + other.sources, steps=other.steps + base.steps)
        return base.step(name, node.func.end_lineno or node.lineno, _texts(node))

    def _notice_action(self, base: _Chain, name: str, node: ast.Call) -> None:
        grouped = bool(base.steps) and base.steps[-1].name in ("groupBy", "groupby", "cube", "rollup", "pivot")
        if name in _ACTIONS and base.sources and not grouped and not any(s.name == UNKNOWN for s in base.steps):
            self.actions.append(BatchAction(name, node.func.end_lineno or node.lineno, base.sources[0].line))

    def _read(self, base: _Chain, name: str, node: ast.Call, scope: Scope) -> _Chain:
        source = base.sources[-1]
        values = self._texts_of(node, scope)
        if name == "format" and values:
            source = replace(source, format=values[0])
        elif name in ("option", "options"):
            source = replace(source, options=source.options + self._options(name, node, scope))
        elif name in _LOADS:
            kind = source.format if name in ("load", "table") else name
            source = replace(source, format=kind or name, path=values[0] if values else source.option("path") or "")
            return _Chain("frame", (source,))
        return replace(base, sources=(source,))

    def _options(self, name: str, node: ast.Call, scope: Scope) -> tuple[tuple[str, str], ...]:
        if name == "option":
            key, value = (*self._texts_of(node, scope), UNKNOWN, UNKNOWN)[:2]
            return ((key.lower(), value),)
        found: list[tuple[str, str]] = []
        for keyword in node.keywords:
            given = self.value(keyword.value, scope)
            if keyword.arg is None and isinstance(given, dict):
                found += [(str(name).lower(), _plain(item)) for name, item in given.items()]
            else:
                found.append(((keyword.arg or UNKNOWN).lower(), _plain(given)))
        return tuple(found)

    def _texts_of(self, node: ast.Call, scope: Scope) -> list[str]:
        return [self._text(argument, scope) for argument in (*node.args, *(k.value for k in node.keywords))]

    def _text(self, node: ast.expr, scope: Scope) -> str:
        return _plain(self.value(node, scope))

    def _write(self, base: _Chain, query: StreamingQuery, name: str, node: ast.Call, scope: Scope) -> object:
        line = node.func.end_lineno or node.lineno
        values = self._texts_of(node, scope)
        first = values[0] if values else ""
        lines = query.lines | {name: line}
        match name:
            case "option" | "options":
                added = self._options(name, node, scope)
                lines |= {key: line for key, _ in added}
                known = query.complete and all(key != UNKNOWN for key, _ in added)
                query = replace(query, options=query.options + added, complete=known)
            case "format":
                query = replace(query, format=first)
            case "outputMode":
                query = replace(query, output_mode=first.lower())
            case "queryName":
                query = replace(query, name=first)
            case "trigger":
                kind = node.keywords[0].arg if node.keywords else ""
                query = replace(query, trigger=(kind or UNKNOWN, first))
            case "foreachBatch":
                query = replace(query, batch=batch_function(node, self._functions))
            case "foreach":
                query = replace(query, foreach=True)
            case _ if name in _ENDS:
                self._start(replace(query, lines=lines), name, first, node)
                return None
        return replace(base, query=replace(query, lines=lines, end_line=node.end_lineno or line))

    def _start(self, query: StreamingQuery, name: str, target: str, node: ast.Call) -> None:
        if node.lineno * 10_000 + (node.end_lineno or 0) in self._started:
            return
        self._started.add(node.lineno * 10_000 + (node.end_lineno or 0))
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        extra = tuple(
            (key.lower(), self._text(value, {}))
            for key, value in named.items()
            if key and key not in ("path", "format")
        )
        known = target if target != UNKNOWN else ""
        kind = query.format or ("table" if name != "start" else "")
        self.queries.append(
            replace(
                query,
                target=known or query.option("path") or query.option("topic") or "",
                format=kind,
                options=query.options + extra,
                complete=query.complete and None not in named,
                end_line=node.end_lineno or node.lineno,
                session_checkpoint=_sets_checkpoint(self.tree),
            )
        )


def _plain(value: object) -> str:
    """A literal as Spark takes it for an option; `?` for what only a run tells."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else UNKNOWN


def _line(node: ast.Attribute) -> int:
    return node.end_lineno or node.lineno


def _texts(node: ast.Call) -> tuple[str, ...]:
    values = (*node.args, *(keyword.value for keyword in node.keywords))
    return tuple(
        value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ast.unparse(value)[:300]
        for value in values
    )


def _sets_checkpoint(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Constant) and node.value == "spark.sql.streaming.checkpointLocation"
        for node in ast.walk(tree)
    )

"""Which fields of its records a Kafka consumer in Python reads, and at which lines.

Followed are the messages of one client: through variables, loops, decoders and functions of the same module. A record
that goes where it is not followed (into a container, another module, a dump of the whole) may be read in full.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from headgate.facts.streams.client import FunctionNode

_CONSUMER, _MESSAGE, _RECORD = "consumer", "message", "record"
_MANY = "*"
"""A kind behind it stands for a collection of such things."""
_POLLED = {"poll": _MESSAGE, "getone": _MESSAGE, "__next__": _MESSAGE, "consume": "*message", "getmany": "**message"}
_DECODERS = ("loads", "load", "decode", "deserialize", "schemaless_reader", "BytesIO", "FromString", "bytes", "str",
             "MessageToDict", "dict", "from_json", "from_bytes", "parse_raw", "parse_obj", "model_validate",
             "model_validate_json")  # fmt: skip
_LOOKS = ("len", "isinstance", "type", "bool", "id", "sys.getsizeof", "callable")
_FIELD_METHODS = ("get", "pop", "setdefault", "HasField", "ClearField", "__getitem__")
_SAME = ("copy", "decode", "encode", "strip", "rstrip", "lstrip", "result")
_DEEPEST = 40
_MOST_CALLS = 200
Scope = dict[str, str]


@dataclass
class RecordFields:
    """What is read of the records of one client."""

    fields: dict[str, int] = field(default_factory=dict)
    """Field to the line where it is read first."""
    whole: bool = False
    """More of a record may be read than is seen."""


def fields_read(tree: ast.Module, scope: ast.Module | FunctionNode, client: str) -> RecordFields:
    """The fields that are read of the records of the consumer called `client`, which is made in `scope`."""
    functions = {one.name: one for one in ast.walk(tree) if isinstance(one, FunctionNode)}
    inside = scope if isinstance(scope, FunctionNode) and "." not in client else None
    follower = _Follower(functions, client, inside)
    try:
        given_out = {root for root in (tree, *functions.values()) if _is_record(follower.follow(root, {}))}
        # Who is called in the module gives its records to what follows them there.
        follower.found.whole |= any(not follower.is_called(root) for root in given_out)
    except RecursionError:
        follower.found.whole = True
    return follower.found


class _Follower:
    def __init__(self, functions: dict[str, FunctionNode], client: str, inside: FunctionNode | None) -> None:
        self.functions = functions
        self._client = client
        self._inside = inside
        """The function that makes the client; None where the whole module knows it."""
        self.found = RecordFields()
        self._answers: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}
        self._calls = 0
        self._follow: dict[type[ast.expr], Callable[[Any, Scope, int], str]] = {
            ast.Attribute: self._attribute, ast.Subscript: self._subscript, ast.Call: self._call,
            ast.Compare: self._compared, ast.UnaryOp: self._tested, ast.Lambda: lambda *_: "",
            **dict.fromkeys((ast.Await, ast.Starred, ast.NamedExpr), self._passed),
            **dict.fromkeys((ast.IfExp, ast.BoolOp), self._chosen),
            **dict.fromkeys((ast.List, ast.Tuple, ast.Set), self._listed),
            **dict.fromkeys((ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp), self._comprehension),
        }  # fmt: skip

    def follow(self, root: ast.Module | FunctionNode, known: Scope) -> str:
        """The kind of what `root` returns, where its names are `known`; twice, since a loop may name what comes."""
        scope, returned = dict(known), ""
        given = [one.arg for one in (*root.args.posonlyargs, *root.args.args)] if isinstance(root, FunctionNode) else []
        if self._inside in (None, root) and self._client not in given:
            scope.setdefault(self._client, _CONSUMER)
        for _ in range(2):
            returned = ""
            for node in _own(root.body):
                returned = self._statement(node, scope) or returned
        return returned

    def is_called(self, root: ast.Module | FunctionNode) -> bool:
        """Whether the module itself calls the function."""
        return isinstance(root, FunctionNode) and any(name == root.name for name, _ in self._answers)

    def _statement(self, node: ast.stmt, scope: Scope) -> str:
        """Take in one statement without those inside it; the kind of what it returns."""
        if isinstance(node, ast.Return):
            return self._kind(node.value, scope)
        if isinstance(node, ast.For | ast.AsyncFor):
            self._bind(node.target, _each(self._kind(node.iter, scope)), scope)
        elif isinstance(node, ast.Assign):
            kind = self._kind(node.value, scope)
            for target in node.targets:
                self._bind(target, kind, scope)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._bind(node.target, self._kind(node.value, scope), scope)
        elif isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                kind = self._kind(item.context_expr, scope)
                if item.optional_vars is not None:
                    self._bind(item.optional_vars, kind, scope)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield):
            kind = self._kind(node.value.value, scope)
            return _MANY + kind if kind else ""
        else:
            for part in ast.iter_child_nodes(node):
                if isinstance(part, ast.expr):
                    self._kind(part, scope)
        return ""

    def _bind(self, target: ast.expr, kind: str, scope: Scope) -> None:
        if isinstance(target, ast.Name | ast.Attribute):
            name = ast.unparse(target)
            if kind:
                scope[name] = kind
            elif scope.get(name) != _CONSUMER:
                scope.pop(name, None)
        elif isinstance(target, ast.Tuple | ast.List):
            # Items of a dictionary of lists: the key, and what lies behind it.
            for part in target.elts:
                self._bind(part, kind if part is target.elts[-1] else "", scope)
        elif isinstance(target, ast.Subscript):
            self._subscript(target, scope)
            self._escape(kind)

    def _escape(self, kind: str) -> None:
        self.found.whole |= _is_record(kind)

    def _field(self, name: str, line: int) -> None:
        self.found.fields.setdefault(name, line)

    def _kind(self, node: ast.expr | None, scope: Scope, depth: int = 0) -> str:
        """What an expression holds: a consumer, a message, a record, several of them, or empty for anything else."""
        if node is None or depth > _DEEPEST:
            return ""
        if isinstance(node, ast.Name | ast.Attribute) and (known := scope.get(_dotted(node), "")):
            return known
        follow = self._follow.get(type(node))
        if follow is not None:
            return follow(node, scope, depth)
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.expr):
                self._escape(self._kind(part, scope, depth + 1))
        return ""

    def _passed(self, node: ast.Await | ast.Starred | ast.NamedExpr, scope: Scope, depth: int) -> str:
        kind = self._kind(node.value, scope, depth + 1)
        if isinstance(node, ast.NamedExpr):
            self._bind(node.target, kind, scope)
        return kind

    def _chosen(self, node: ast.IfExp | ast.BoolOp, scope: Scope, depth: int) -> str:
        if isinstance(node, ast.IfExp):
            self._kind(node.test, scope, depth + 1)
        parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.values
        kinds = [self._kind(part, scope, depth + 1) for part in parts]
        return next((kind for kind in kinds if kind), "")

    def _listed(self, node: ast.List | ast.Tuple | ast.Set, scope: Scope, depth: int) -> str:
        kinds = [self._kind(part, scope, depth + 1) for part in node.elts]
        return _MANY + kinds[0] if kinds and kinds[0] and len(set(kinds)) == 1 else self._lost(kinds)

    def _lost(self, kinds: list[str]) -> str:
        for kind in kinds:
            self._escape(kind)
        return ""

    def _tested(self, node: ast.UnaryOp, scope: Scope, depth: int) -> str:
        self._kind(node.operand, scope, depth + 1)
        return ""

    def _attribute(self, node: ast.Attribute, scope: Scope, depth: int) -> str:
        kind = self._kind(node.value, scope, depth + 1)
        if kind == _MESSAGE:
            return _RECORD if node.attr == "value" else ""
        if kind == _RECORD and not node.attr.startswith("__"):
            self._field(node.attr, node.lineno)
        return ""

    def _subscript(self, node: ast.Subscript, scope: Scope, depth: int = 0) -> str:
        kind = self._kind(node.value, scope, depth + 1)
        if kind == _RECORD:
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                self._field(node.slice.value, node.lineno)
            else:
                self._escape(kind)
            return ""
        self._kind(node.slice, scope, depth + 1)
        return kind.removeprefix(_MANY) if kind.startswith(_MANY) else ""

    def _compared(self, node: ast.Compare, scope: Scope, depth: int) -> str:
        """`"fare" in ride` reads a field; a comparison of the whole with nothing reads none."""
        last = self._kind(node.comparators[-1], scope, depth + 1)
        first = node.left
        if last == _RECORD and isinstance(node.ops[-1], ast.In | ast.NotIn):
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                self._field(first.value, node.lineno)
            else:
                self._escape(last)
        for part in (first, *node.comparators[:-1]):
            self._kind(part, scope, depth + 1)
        return ""

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope, depth: int
    ) -> str:
        inner = dict(scope)
        for one in node.generators:
            kind = self._kind(one.iter, inner, depth + 1)
            if kind == _RECORD:
                self._escape(kind)
            self._bind(one.target, _each(kind), inner)
            for test in one.ifs:
                self._kind(test, inner, depth + 1)
        made = self._kind(node.value if isinstance(node, ast.DictComp) else node.elt, inner, depth + 1)
        if isinstance(node, ast.DictComp):
            self._kind(node.key, inner, depth + 1)
        return _MANY + made if made else ""

    def _call(self, node: ast.Call, scope: Scope, depth: int) -> str:
        name = _dotted(node.func)
        given = [self._kind(one, scope, depth + 1) for one in node.args]
        named = {one.arg or "": self._kind(one.value, scope, depth + 1) for one in node.keywords}
        if isinstance(node.func, ast.Attribute):
            kind = scope.get(_dotted(node.func.value)) or self._kind(node.func.value, scope, depth + 1)
            if kind:
                return self._method(node, node.func.attr, kind, [*given, *named.values()])
        last = name.rpartition(".")[2]
        own = self.functions.get(last)
        every = [*given, *named.values()]
        if own is not None and (name == last or _is_method(own)):
            return self._own_function(own, given, named, bound=name != last)
        if _RECORD in every and last in ("ParseFromString", "MergeFromString") and isinstance(node.func, ast.Attribute):
            self._bind(node.func.value, _RECORD, scope)
            return ""
        if _RECORD in every and (last in _DECODERS or "deserializ" in last.lower() or "decode" in last.lower()):
            return _RECORD
        if last in ("next", "iter", "list", "sorted", "reversed", "tuple") and len(every) == 1:
            return {_CONSUMER: _MESSAGE}.get(every[0], every[0]) if last == "next" else every[0]
        for kind in every if name not in _LOOKS else ():
            self._escape(kind)
        return ""

    def _method(self, node: ast.Call, method: str, kind: str, given: list[str]) -> str:
        """What a method of something that is followed gives."""
        if kind == _CONSUMER:
            return _POLLED.get(method, "")
        if kind.startswith(_MANY):
            return kind.removeprefix(_MANY) if method in ("items", "values", "pop") and kind != "*message" else kind
        if kind == _MESSAGE:
            return _RECORD if method == "value" else ""
        for one in given:
            self._escape(one)
        first = node.args[0] if node.args else None
        if method in _FIELD_METHODS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            self._field(first.value, node.lineno)
            return ""
        if method in _SAME:
            return _RECORD
        self._escape(kind)
        return ""

    def _own_function(self, own: FunctionNode, given: list[str], named: dict[str, str], *, bound: bool) -> str:
        names = [one.arg for one in (*own.args.posonlyargs, *own.args.args)][1 if bound else 0 :]
        known = {name: kind for name, kind in (*zip(names, given, strict=False), *named.items()) if kind and name}
        key = own.name, tuple(sorted(known.items()))
        if key not in self._answers:
            self._calls += 1
            self._answers[key] = ""
            if self._calls > _MOST_CALLS:
                self.found.whole = True
                return ""
            self._answers[key] = self.follow(own, known)
        return self._answers[key]


def _is_method(own: FunctionNode) -> bool:
    """Whether it is a method: called on whatever object, it is the one of the module that is so called."""
    given = [*own.args.posonlyargs, *own.args.args]
    return bool(given) and given[0].arg in ("self", "cls")


def _is_record(kind: str) -> bool:
    return kind.lstrip(_MANY) in (_MESSAGE, _RECORD)


def _each(kind: str) -> str:
    """What a loop over it gives; a record is a dictionary, whose keys are no records."""
    if kind == _CONSUMER:
        return _MESSAGE
    return kind.removeprefix(_MANY) if kind.startswith(_MANY) else ""


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(parts))) if isinstance(node, ast.Name) else ""


def _own(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body in order, those of functions inside it left out."""
    waiting: list[ast.stmt] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, FunctionNode | ast.ClassDef):
            continue
        yield node
        below = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.stmt)]
        for handler in getattr(node, "handlers", ()):
            below += handler.body
        for case in getattr(node, "cases", ()):
            below += case.body
        waiting += reversed(below)

"""Expressions in a rehearsal."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping

from headgate.facts.spark.api import FUNCTION_NAMES, FUNCTIONS_MODULE
from headgate.facts.spark.program import Sort, Value
from headgate.facts.spark.python_names import free, qualified
from headgate.facts.spark.rehearsal import natives
from headgate.facts.spark.rehearsal.calls import Calls
from headgate.facts.spark.rehearsal.delta import DeltaMerge, DeltaTable
from headgate.facts.spark.rehearsal.merged import either
from headgate.facts.spark.rehearsal.things import (
    Bound,
    Builtin,
    Class,
    Instance,
    Member,
    Module,
    Once,
    Routine,
    Scope,
    Super,
    Text,
    TypeName,
    as_value,
    is_unknown,
    truth,
    unknown,
)

_SIGNS: Mapping[type[ast.AST], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.BitAnd: "&",
    ast.BitOr: "|", ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.Pow: "**",
    ast.Invert: "~", ast.USub: "-", ast.Not: "not", ast.FloorDiv: "//",
}  # fmt: skip
_COMPARED: Mapping[type[ast.cmpop], Callable[[object, object], object]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Is: operator.is_, ast.IsNot: operator.is_not,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # type: ignore[dict-item]  # fmt: skip
_MOST = 400
"""Turns of a loop that are followed."""


class Evaluation(Calls):
    """Gives every expression its value."""

    def value(self, node: ast.expr | None) -> object:
        """What `node` gives."""
        if node is None:
            return None
        self.spend()
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is not None:
            found: object = method(node)
            return found
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        return unknown(line=node.lineno)

    def _constant(self, node: ast.Constant) -> object:
        if isinstance(node.value, str):
            text = Text(node.value)
            text.line = node.lineno
            return text
        return node.value if isinstance(node.value, int | float | None) else str(node.value)

    def _name(self, node: ast.Name) -> object:
        if self.scope.has(node.id):
            return self.scope.get(node.id)
        return self._free(node.id, node.lineno)

    def _free(self, name: str, line: int) -> object:
        module = self.scope.module
        starred = FUNCTIONS_MODULE in module.stars if module is not None else False
        if starred and (name in FUNCTION_NAMES or not natives_name(name)) and name.islower() and name != "spark":
            return Value(Sort.FUNCTION, qualified=f"{FUNCTIONS_MODULE}.{name}", line=line)
        if module is not None and name.endswith("Type") and "pyspark.sql.types" in module.stars:
            return qualified(f"pyspark.sql.types.{name}", line)
        if natives_name(name):
            return Builtin(name)
        found = free(name, self.imports)
        found.line = line
        self.outermost().names[name] = found
        return found

    def outermost(self) -> Scope:
        """The scope of the module."""
        scope = self.scope
        while scope.outer is not None:
            scope = scope.outer
        return scope

    def frame_like(self, name: str) -> bool:
        return self.imports.frame_like(name)

    def _attribute(self, node: ast.Attribute) -> object:
        return self.attribute_of(self.value(node.value), node.attr, node)

    def attribute_of(self, below: object, name: str, node: ast.expr) -> object:
        """`below.name`, not called."""
        match below:
            case Instance():
                return self._of_instance(below, name, node)
            case Class():
                return self._of_class(below, name)
            case Module():
                inner = self.submodule(below, name)
                return below.scope.names.get(name, inner if inner is not None else unknown(name))
            case Super():
                found = next((one for base in below.owner.bases if isinstance(base, Class) and (one := base.find(name))), None)
                return Bound(below.receiver, found) if isinstance(found, Routine) else Member(below.receiver, name, 0)
            case DeltaTable() | DeltaMerge():
                return Member(below, name, node.lineno)
            case Value() if below.qualified and below.sort in (Sort.MODULE, Sort.UNKNOWN, Sort.FUNCTION):
                return qualified(f"{below.qualified}.{name}", node.lineno)
            case Value():
                return self.spark_attribute(below, name, node)
            case TypeName() if name in ("fields", "names"):
                return natives.fields(below) if name == "fields" else natives.method(below, "names", [], {})
            case Routine() if name == "__name__":
                return below.name
        return Member(below, name, node.lineno)

    def _of_instance(self, below: Instance, name: str, node: ast.expr) -> object:
        if name in below.attributes:
            return below.attributes[name]
        found = below.cls.find(name)
        if isinstance(found, Routine):
            if found.form == "property":
                return self.apply(found, [below], {}, node)
            return found if found.form == "static" else Bound(below.cls if found.form == "class" else below, found)
        if found is not None:
            return found
        sort = Sort.SESSION if name in ("spark", "_spark", "spark_session", "session") else Sort.UNKNOWN
        if self.frame_like(name.lstrip("_")):
            sort = Sort.FRAME
        made = Value(sort, name=f"self.{name}", line=node.lineno, parameter=True)
        below.attributes[name] = made
        return made

    def _of_class(self, below: Class, name: str) -> object:
        found = below.find(name)
        if isinstance(found, Routine):
            return Bound(below, found) if found.form == "class" else found
        if name == "__name__":
            return below.name
        if below.enumerates and found is not None:
            return Instance(below, {"value": found, "name": name})
        return found if found is not None else unknown(name)

    def submodule(self, module: Module, name: str) -> object | None:
        """A module within a package of the project; who reads imports knows."""
        raise NotImplementedError

    def _call(self, node: ast.Call) -> object:
        if isinstance(node.func, ast.Name) and node.func.id == "super" and self.stack:
            routine = self.stack[-1]
            first = next(iter(self.scope.names.values()), None)
            return Super(first, routine.owner) if routine.owner is not None else unknown("super")
        callee = self._callee(node.func)
        arguments, keywords = self._arguments(node)
        return self.call(callee, arguments, keywords, node)

    def _callee(self, func: ast.expr) -> object:
        """What is called; a method stays with what it is a method of."""
        if not isinstance(func, ast.Attribute):
            return self.value(func)
        below = self.value(func.value)
        if isinstance(below, Value) and not (below.qualified and below.sort in (Sort.MODULE, Sort.UNKNOWN, Sort.FUNCTION)):
            return Member(below, func.attr, func.lineno)
        if isinstance(below, Value) and below.qualified.endswith(("SparkSession", "Window")):
            return Member(below, func.attr, func.lineno)
        return self.attribute_of(below, func.attr, func)

    def _arguments(self, node: ast.Call) -> tuple[list[object], dict[str, object]]:
        arguments: list[object] = []
        for argument in node.args:
            value = self.value(argument.value if isinstance(argument, ast.Starred) else argument)
            spread = isinstance(argument, ast.Starred) and isinstance(value, list | tuple | dict)
            arguments += list(value) if spread else (value,)  # type: ignore[call-overload]
        keywords: dict[str, object] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
            elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
                keywords.update(value)
            else:
                keywords["**"] = value
        return arguments, keywords

    def _subscript(self, node: ast.Subscript) -> object:
        below = self.value(node.value)
        if isinstance(node.slice, ast.Slice):
            bounds = [self.value(part) for part in (node.slice.lower, node.slice.upper, node.slice.step)]
            if isinstance(below, list | tuple | str) and all(one is None or isinstance(one, int) for one in bounds):
                return natives.guarded(operator.getitem, [below, slice(*bounds)], {}, "[]")
            return unknown(line=node.lineno)
        index = self.value(node.slice)
        if isinstance(below, Value):
            return self.spark_item(below, index, node)
        if isinstance(below, Class) and below.enumerates and isinstance(index, str):
            return self._of_class(below, str(index))
        if isinstance(below, list | tuple | dict | str) and not is_unknown(index):
            return natives.guarded(operator.getitem, [below, index], {}, "[]")
        return unknown(line=node.lineno)

    def _lambda(self, node: ast.Lambda) -> object:
        return self.routine("<lambda>", node)

    def routine(self, name: str, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Routine:
        """A function as it is defined here and now."""
        args = node.args
        positional = [*args.posonlyargs, *args.args]
        pairs = list(zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True))
        pairs += [(one, value) for one, value in zip(args.kwonlyargs, args.kw_defaults, strict=True) if value is not None]
        defaults = {one.arg: self.value(value) for one, value in pairs}
        module = self.scope.module or Module(self.program.path, self.outermost())
        return Routine(name, node, self.scope, module, defaults)

    def _compare(self, node: ast.Compare) -> object:
        values = [self.value(part) for part in (node.left, *node.comparators)]
        if len(values) != 2:
            answers = [self._compared(op, *pair, node) for op, pair in zip(node.ops, zip(values, values[1:]), strict=True)]  # noqa: B905, RUF007
            return all(answers) if all(isinstance(one, bool) for one in answers) else unknown(line=node.lineno)
        return self._compared(node.ops[0], values[0], values[1], node)

    def _compared(self, op: ast.cmpop, left: object, right: object, node: ast.expr) -> object:
        columns = [one for one in (left, right) if isinstance(one, Value) and one.sort is Sort.COLUMN]
        if columns and type(op) in _SIGNS:
            return self._column(_SIGNS[type(op)], [left, right], node)
        if isinstance(op, ast.Is | ast.IsNot) and right is None:
            if isinstance(left, Value) and left.sort in (Sort.UNKNOWN, Sort.LOCAL):
                return unknown(line=node.lineno)
            return (left is None) == isinstance(op, ast.Is)
        if is_unknown(left) or is_unknown(right):
            return unknown(line=node.lineno)
        if isinstance(op, ast.In | ast.NotIn):
            if not isinstance(right, list | tuple | dict | str) or (isinstance(right, list) and any(map(is_unknown, right))):
                return unknown(line=node.lineno)
            found = natives.guarded(operator.contains, [right, left], {}, "in")
            return found == isinstance(op, ast.In) if isinstance(found, bool) else found
        compare = _COMPARED.get(type(op))
        return natives.guarded(compare, [left, right], {}, "compare") if compare else unknown(line=node.lineno)

    def _column(self, sign: str, operands: list[object], node: ast.expr) -> Value:
        parts = tuple(as_value(one, node.lineno) for one in operands)
        return Value(Sort.COLUMN, operator=sign, parts=parts, line=node.lineno)

    def _binop(self, node: ast.BinOp) -> object:
        return self.combined(node.op, self.value(node.left), self.value(node.right), node)

    def combined(self, op: ast.operator, left: object, right: object, node: ast.expr | ast.stmt) -> object:
        """`left op right`."""
        at = node if isinstance(node, ast.expr) else ast.copy_location(ast.Constant(0), node)
        if any(isinstance(one, Value) and one.sort is Sort.COLUMN for one in (left, right)):
            return self._column(_SIGNS.get(type(op), "?"), [left, right], at)
        match op, left, right:
            case ast.Add(), str(), str():
                return natives.guarded(operator.add, [left, right], {}, "+")
            case ast.Add(), list() | tuple(), list() | tuple():
                return [*left, *right]
            case ast.Sub(), Once(), list():
                return left.changed("difference", [right])
            case ast.BitOr() | ast.BitAnd(), Once(), list():
                return left.changed("union" if isinstance(op, ast.BitOr) else "intersection", [right])
            case ast.BitOr(), dict(), dict():
                return {**left, **right}
            case ast.Div(), str(), str():
                return natives.library("os.path.join", [left, right], {})
            case ast.Mod(), str(), _ if not is_unknown(right):
                given = right if isinstance(right, tuple) else (right,)
                plain = all(isinstance(one, str | int | float) for one in given)
                return natives.guarded(operator.mod, [left, tuple(given)], {}, "%") if plain and "*" not in left else unknown()
            case ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv() | ast.Mod() | ast.Div(), int() | float(), int() | float():
                return self._number(op, left, right)
        return unknown(line=at.lineno)

    @staticmethod
    def _number(op: ast.operator, left: float, right: float) -> object:
        functions: Mapping[type[ast.operator], Callable[[float, float], float]] = {
            ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.FloorDiv: operator.floordiv,
            ast.Mod: operator.mod, ast.Div: operator.truediv,
        }  # fmt: skip
        if abs(left) > 10**12 or abs(right) > 10**12:
            return unknown()
        return natives.guarded(functions[type(op)], [left, right], {}, "number")

    def _boolop(self, node: ast.BoolOp) -> object:
        last: object = None
        for part in node.values:
            last = self.value(part)
            told = truth(last)
            if told is None:
                for other in node.values[node.values.index(part) + 1 :]:
                    self.value(other)
                return unknown(line=node.lineno)
            if told != isinstance(node.op, ast.And):
                return last
        return last

    def _unaryop(self, node: ast.UnaryOp) -> object:
        operand = self.value(node.operand)
        if isinstance(operand, Value) and operand.sort is Sort.COLUMN:
            return self._column(_SIGNS.get(type(node.op), "?"), [operand], node)
        if isinstance(node.op, ast.Not):
            told = truth(operand)
            return unknown(line=node.lineno) if told is None else not told
        if isinstance(node.op, ast.USub) and isinstance(operand, int | float):
            return -operand
        return unknown(line=node.lineno)

    def _ifexp(self, node: ast.IfExp) -> object:
        told = truth(self.value(node.test))
        if told is not None:
            return self.value(node.body if told else node.orelse)
        return either(self.value(node.body), self.value(node.orelse))

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> object:
        items: list[object] = []
        for item in node.elts:
            value = self.value(item.value if isinstance(item, ast.Starred) else item)
            if isinstance(item, ast.Starred) and isinstance(value, list | tuple | dict):
                items += list(value)
            else:
                items.append(value)
        return Once.of(items) if isinstance(node, ast.Set) else tuple(items) if isinstance(node, ast.Tuple) else items

    _tuple = _set = _list

    def _dict(self, node: ast.Dict) -> object:
        found: dict[object, object] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            item = self.value(value)
            if key is None:
                if not isinstance(item, dict):
                    return unknown(line=node.lineno)
                found.update(item)
                continue
            name = self.value(key)
            found[name if isinstance(name, str | int | float | tuple | None) else f"?{len(found)}"] = item
        return found

    def _joinedstr(self, node: ast.JoinedStr) -> object:
        pieces: list[str] = []
        for part in node.values:
            value = self.value(part.value if isinstance(part, ast.FormattedValue) else part)
            stated = isinstance(part, ast.FormattedValue) and (part.format_spec is not None or part.conversion not in (-1, 115))
            if isinstance(value, Instance) and value.cls.enumerates:
                value = value.attributes.get("value")
            plain = value is None or isinstance(value, str | int | float)
            if isinstance(value, list | tuple | dict) and not stated and _literal(value):
                value, plain = str(_plainly(value)), True
            if stated or not plain:
                self._rest(node, part)
                return unknown(line=node.lineno)
            pieces.append(str(value))
        text = Text("".join(pieces)[:200_000])
        text.line = node.lineno
        return text

    def _rest(self, node: ast.JoinedStr, stopped: ast.expr) -> None:
        for part in node.values[node.values.index(stopped) + 1 :]:
            if isinstance(part, ast.FormattedValue):
                self.value(part.value)

    def _listcomp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> object:
        found: list[object] = []
        whole = self._over(node.generators, lambda: found.append(self.value(node.elt)))
        if not whole:
            return unknown("comprehension", node.lineno)
        return Once.of(found) if isinstance(node, ast.SetComp) else found

    _setcomp = _generatorexp = _listcomp

    def _dictcomp(self, node: ast.DictComp) -> object:
        pairs: list[tuple[object, object]] = []
        whole = self._over(node.generators, lambda: pairs.append((self.value(node.key), self.value(node.value))))
        plain = all(isinstance(key, str | int | float | tuple) for key, _ in pairs)
        return dict(pairs) if whole and plain else unknown("comprehension", node.lineno)

    def _over(self, generators: list[ast.comprehension], body: Callable[[], None]) -> bool:
        """Whether all turns were followed."""
        outer, self.scope = self.scope, Scope(self.scope, module=self.scope.module)
        try:
            return self._turns(generators, body)
        finally:
            self.scope = outer

    def _turns(self, generators: list[ast.comprehension], body: Callable[[], None]) -> bool:
        if not generators:
            body()
            return True
        first, *rest = generators
        items, whole = self.items(self.value(first.iter), first.iter)
        for item in items:
            self.bind(first.target, item)
            verdicts = [truth(self.value(test)) for test in first.ifs]
            if None in verdicts:
                whole = False
            if False not in verdicts:
                whole = self._turns(rest, body) and whole
        return whole

    @staticmethod
    def items(over: object, node: ast.expr) -> tuple[list[object], bool]:
        """What a loop goes through, and whether that is all of it; of what only a run would tell, one unknown."""
        if isinstance(over, list | tuple | str) and len(over) <= _MOST:
            return list(over), True
        if isinstance(over, dict) and len(over) <= _MOST:
            return list(over), True
        if isinstance(over, Class) and over.enumerates:
            return [Instance(over, {"name": n, "value": v}) for n, v in over.members.items() if not isinstance(v, Routine)], True
        return [unknown(line=node.lineno)], False

    def bind(self, target: ast.expr, value: object) -> None:
        """Give `target` its value."""
        if isinstance(target, ast.Name):
            self.scope.home(target.id).names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            for item, part in zip(target.elts, self._parts(target, value), strict=True):
                self.bind(item.value if isinstance(item, ast.Starred) else item, part)
        elif isinstance(target, ast.Attribute):
            below = self.value(target.value)
            if isinstance(below, Instance):
                below.attributes[target.attr] = value
            elif isinstance(below, Class):
                below.members[target.attr] = value
        elif isinstance(target, ast.Subscript):
            below, index = self.value(target.value), self.value(target.slice)
            if isinstance(below, dict) and isinstance(index, str | int | float | tuple):
                below[index] = value
            elif isinstance(below, list) and isinstance(index, int) and -len(below) <= index < len(below):
                below[index] = value

    @staticmethod
    def _parts(target: ast.Tuple | ast.List, value: object) -> Iterator[object]:
        count = len(target.elts)
        starred = next((at for at, item in enumerate(target.elts) if isinstance(item, ast.Starred)), None)
        items = list(value) if isinstance(value, list | tuple | dict) else []
        if starred is not None and len(items) >= count - 1:
            behind = count - starred - 1
            middle = items[starred : len(items) - behind]
            yield from [*items[:starred], middle, *items[len(items) - behind :]]
        elif len(items) == count and starred is None:
            yield from items
        else:
            whole = isinstance(value, Value) and value.sort is Sort.FRAME
            yield from (value if whole else unknown(line=target.lineno) for _ in target.elts)

    def _namedexpr(self, node: ast.NamedExpr) -> object:
        value = self.value(node.value)
        self.scope.names[node.target.id] = value
        return value

    def _await(self, node: ast.Await) -> object:
        return self.value(node.value)

    def _yield(self, node: ast.Yield) -> object:
        if self.yielded:
            self.yielded[-1].append(self.value(node.value))
        return unknown(line=node.lineno)

    def _starred(self, node: ast.Starred) -> object:
        return self.value(node.value)


_NATIVE = frozenset(
    "len str int float bool list tuple set dict sorted frozenset abs round repr any all enumerate zip reversed range sum "
    "min max iter map filter getattr isinstance print hasattr type open next object Exception ValueError".split()
)


def natives_name(name: str) -> bool:
    """Whether `name` is one of Python's own functions that matter here."""
    return name in _NATIVE


def _literal(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_literal, value))
    if isinstance(value, dict):
        return all(map(_literal, value.values()))
    return value is None or isinstance(value, str | int | float)


def _plainly(value: object) -> object:
    """`value` with strings that print as Python's own."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple):
        return tuple(map(_plainly, value))
    if isinstance(value, list):
        return list(map(_plainly, value))
    return {_plainly(k): _plainly(v) for k, v in value.items()} if isinstance(value, dict) else value

"""Evaluating the literal parts of a DAG file, bounded and without running any of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from headgate.facts.python.names import Names
from headgate.facts.python.values import Opaque, known

_LONGEST = 200_000
"""Characters of a string, items of a list that evaluation makes at most."""
_TIMEDELTA = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
_STRING_METHODS = {"split", "rsplit", "replace", "lower", "upper", "strip", "lstrip", "rstrip", "title", "rpartition"}


def opaque(node: ast.expr) -> Opaque:
    """The value that cannot be told."""
    return Opaque(ast.unparse(node)[:2_000])


def literal(
    node: ast.expr, names: Names, lookup: Mapping[str, object], evaluate: Callable[[ast.expr], object]
) -> object:
    """The value of `node`, where it takes no call of unknown code; `evaluate` does the parts."""
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return lookup[node.id] if node.id in lookup else opaque(node)
        case ast.Set():
            return _once(evaluate(item) for item in node.elts)
        case ast.List() | ast.Tuple():
            items = [evaluate(item) for item in node.elts]
            return tuple(items) if isinstance(node, ast.Tuple) else items
        case ast.Dict():
            return _dict(node, evaluate)
        case ast.JoinedStr():
            return _joined(node, evaluate)
        case ast.BinOp():
            return _binary(node, evaluate(node.left), evaluate(node.right))
        case ast.UnaryOp():
            return _unary(node, evaluate(node.operand))
        case ast.Subscript():
            return _item(node, evaluate(node.value), evaluate(node.slice))
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _compare(node, operator, evaluate(left), evaluate(right))
        case ast.Call():
            return _call(node, names, evaluate)
    return opaque(node)


def _once(values: Iterable[object]) -> list[object]:
    """The members of a set, in the order in which they are written."""
    found: dict[str, object] = {}
    for value in values:
        found.setdefault(repr(value), value)
    return list(found.values())


def _dict(node: ast.Dict, evaluate: Callable[[ast.expr], object]) -> object:
    found: dict[object, object] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        item = evaluate(value)
        if key is None:
            if not isinstance(item, dict):
                return opaque(node)
            found |= item
            continue
        name = evaluate(key)
        if not isinstance(name, str | int | float | bool | None | Opaque):
            return opaque(node)
        found[name] = item
    return found


def _joined(node: ast.JoinedStr, evaluate: Callable[[ast.expr], object]) -> object:
    parts: list[str] = []
    for part in node.values:
        value = evaluate(part.value) if isinstance(part, ast.FormattedValue) else evaluate(part)
        if not isinstance(value, str | int | float) or (isinstance(part, ast.FormattedValue) and part.format_spec):
            return opaque(node)
        parts.append(str(value))
    return _bounded("".join(parts), node)


def _binary(node: ast.BinOp, left: object, right: object) -> object:
    match node.op, left, right:
        case ast.Add(), str(), str():
            return _bounded(left + right, node)
        case ast.Add(), list(), list():
            return _bounded(left + right, node)
        case ast.Add(), int() | float(), int() | float():
            return left + right
        case ast.Add() | ast.Sub(), datetime() | timedelta(), timedelta():
            return _moved(node, left, right)
        case ast.Sub(), int() | float(), int() | float():
            return left - right
        case ast.Mult(), int(), int() if abs(left) < 10**9 and abs(right) < 10**9:
            return left * right
        case ast.Mod(), str(), _ if known(right) and len(left) < 10_000 and "*" not in left:
            return _formatted(node, left, right)
        case ast.BitOr(), dict(), dict():
            return left | right
    return opaque(node)


def _moved(node: ast.BinOp, left: datetime | timedelta, right: timedelta) -> object:
    try:
        return left + right if isinstance(node.op, ast.Add) else left - right
    except OverflowError:
        return opaque(node)


def _formatted(node: ast.BinOp, left: str, right: object) -> object:
    if any(digit in left for digit in ("%1", "%2", "%3", "%4", "%5", "%6", "%7", "%8", "%9", "%.")):
        return opaque(node)
    try:
        return _bounded(left % right, node)
    except (TypeError, ValueError, KeyError):
        return opaque(node)


def _unary(node: ast.UnaryOp, value: object) -> object:
    if isinstance(node.op, ast.USub) and isinstance(value, int | float):
        return -value
    if isinstance(node.op, ast.Not) and known(value):
        return not value
    return opaque(node)


def _item(node: ast.Subscript, value: object, key: object) -> object:
    if isinstance(value, dict) and isinstance(key, str | int) and key in value:
        item: object = value[key]
        return item
    if isinstance(value, list | tuple | str) and isinstance(key, int) and -len(value) <= key < len(value):
        return value[key]
    return opaque(node)


def _compare(node: ast.expr, operator: ast.cmpop, left: object, right: object) -> object:
    if isinstance(operator, ast.In | ast.NotIn):
        if isinstance(left, str | int) and isinstance(right, list | tuple | dict):
            return (left in right) == isinstance(operator, ast.In)
        return opaque(node)
    if isinstance(operator, ast.Is | ast.IsNot) and right is None and not isinstance(left, Opaque):
        return (left is None) == isinstance(operator, ast.Is)
    if isinstance(operator, ast.Eq | ast.NotEq) and known(left) and known(right):
        return (left == right) == isinstance(operator, ast.Eq)
    return opaque(node)


def _call(node: ast.Call, names: Names, evaluate: Callable[[ast.expr], object]) -> object:
    dotted = names.dotted(node.func)
    last = dotted.rsplit(".", 1)[-1]
    if last in ("timedelta", "duration") or dotted in ("datetime.datetime", "pendulum.datetime", "datetime"):
        return _time(node, last, evaluate)
    if isinstance(node.func, ast.Name) and not node.keywords:
        return _builtin(node, node.func.id, [evaluate(argument) for argument in node.args])
    if isinstance(node.func, ast.Attribute):
        return _method(node, node.func.attr, evaluate(node.func.value), evaluate)
    return opaque(node)


def _time(node: ast.Call, last: str, evaluate: Callable[[ast.expr], object]) -> object:
    values = [evaluate(argument) for argument in node.args]
    given = {keyword.arg or "": evaluate(keyword.value) for keyword in node.keywords}
    try:
        if last in ("timedelta", "duration"):
            numbers = dict(zip(_TIMEDELTA, values, strict=False)) | given
            return timedelta(**{name: value for name, value in numbers.items() if isinstance(value, int | float)})
        fields = [value for value in values if isinstance(value, int)]
        named = {key: v for key, v in given.items() if isinstance(v, int) and key in ("year", "month", "day", "hour")}
        return datetime(*fields[:6], **named)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return opaque(node)


def _builtin(node: ast.Call, name: str, values: list[object]) -> object:
    match name, values:
        case "range", [int(), *_] if all(isinstance(value, int) for value in values) and len(values) <= 3:
            return _range(node, values)
        case "list" | "tuple" | "sorted" | "set", [list() | tuple() | dict() as only]:
            return list(only)
        case "enumerate", [list() | tuple() as only]:
            return [(at, item) for at, item in enumerate(only)]
        case "zip", [_, *_] if all(isinstance(value, list | tuple) for value in values):
            return list(zip(*[v for v in values if isinstance(v, list | tuple)], strict=False))
        case "str", [str() | int() as only]:
            return str(only)
        case "len", [str() | list() | tuple() | dict() as only]:
            return len(only)
    return opaque(node)


def _range(node: ast.Call, values: list[object]) -> object:
    try:
        numbers = range(*[value for value in values if isinstance(value, int)])
        return list(numbers) if len(numbers) <= 10_000 else opaque(node)
    except (ValueError, OverflowError):
        return opaque(node)


def _method(node: ast.Call, name: str, value: object, evaluate: Callable[[ast.expr], object]) -> object:
    values = [evaluate(argument) for argument in node.args]
    if isinstance(value, dict) and not values and name in ("items", "keys", "values"):
        return [tuple(pair) for pair in value.items()] if name == "items" else list(getattr(value, name)())
    if isinstance(value, dict) and name == "get" and values and isinstance(values[0], str | int):
        found: object = value.get(values[0], values[1] if len(values) > 1 else None)
        return found
    if isinstance(value, dict) and name == "copy":
        return dict(value)
    if isinstance(value, str) and name == "join" and len(values) == 1 and isinstance(values[0], list | tuple):
        items = [item for item in values[0] if isinstance(item, str)]
        return _bounded(value.join(items), node) if len(items) == len(values[0]) else opaque(node)
    short = isinstance(value, str) and len(value) < 10_000 and all(len(str(v)) < 1_000 for v in values)
    if short and name in _STRING_METHODS and all(isinstance(v, str | int) for v in values):
        try:
            return _bounded(getattr(value, name)(*values), node)
        except (TypeError, ValueError):
            return opaque(node)
    return opaque(node)


def _bounded(value: object, node: ast.expr) -> object:
    return value if isinstance(value, str | list | tuple) and len(value) <= _LONGEST else opaque(node)

"""Operators in a rehearsal: on literals they are computed, on columns they make columns."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from headgate.facts.spark.program import Sort, Value
from headgate.facts.spark.rehearsal import natives
from headgate.facts.spark.rehearsal.calls import Calls
from headgate.facts.spark.rehearsal.merged import either
from headgate.facts.spark.rehearsal.things import Once, as_value, is_unknown, truth, unknown

_SIGNS: Mapping[type[ast.AST], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.BitAnd: "&",
    ast.BitOr: "|", ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.Pow: "**",
    ast.Invert: "~", ast.USub: "-", ast.Not: "not", ast.FloorDiv: "//",
}  # fmt: skip
_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Is: operator.is_, ast.IsNot: operator.is_not,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


class Operators(Calls):
    """Comparisons, arithmetic, `and`, `or`, `if … else`."""

    def value(self, node: ast.expr | None) -> object:
        """What `node` gives; who reads expressions knows."""
        raise NotImplementedError

    def _compare(self, node: ast.Compare) -> object:
        values = [self.value(part) for part in (node.left, *node.comparators)]
        if len(values) != 2:
            pairs = pairwise(values)
            answers = [self._compared(op, *pair, node) for op, pair in zip(node.ops, pairs, strict=True)]
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
            if not isinstance(right, list | tuple | dict | str) or (
                isinstance(right, list) and any(map(is_unknown, right))
            ):
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
                return natives.added(left, right)
            case ast.Sub(), Once(), list():
                return left.changed("difference", [right])
            case ast.BitOr() | ast.BitAnd(), Once(), list():
                return left.changed("union" if isinstance(op, ast.BitOr) else "intersection", [right])
            case ast.BitOr(), dict(), dict():
                return {**left, **right}
            case ast.Div(), str(), str():
                return natives.library("os.path.join", [left, right], {})
            case ast.Mod(), str(), _ if not is_unknown(right):
                return natives.filled(left, right)
            case (
                ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv() | ast.Mod() | ast.Div(),
                int() | float(),
                int() | float(),
            ):
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

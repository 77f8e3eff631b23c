"""Calls in a Python syntax tree, and the column types that they name."""

from __future__ import annotations

import ast
from dataclasses import dataclass

_TYPES = {
    "string": "varchar", "unicode": "varchar", "text": "text", "unicodetext": "text", "integer": "integer",
    "biginteger": "bigint", "smallinteger": "smallint", "boolean": "boolean", "float": "double precision",
    "double": "double precision", "numeric": "numeric", "datetime": "timestamp", "timestamp": "timestamp",
    "largebinary": "bytea", "enum": "varchar",
}  # fmt: skip
"""SQLAlchemy's types to SQL's; the others are called alike."""
_SIZED = ("string", "unicode", "numeric", "varchar", "char", "decimal")


@dataclass(frozen=True)
class Call:
    """A call, with its arguments by place or name."""

    node: ast.Call

    @property
    def line(self) -> int:
        return self.node.lineno

    @property
    def name(self) -> str:
        """The function's own name, without what it is looked up from."""
        function = self.node.func
        return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")

    @property
    def owner(self) -> str:
        """The name that the function is looked up from directly; empty where there is none."""
        function = self.node.func
        return getattr(function.value, "id", "") if isinstance(function, ast.Attribute) else ""

    def argument(self, place: int, name: str) -> ast.expr | None:
        """An argument by name, else by place; below zero it has a name only."""
        for keyword in self.node.keywords:
            if keyword.arg == name:
                return keyword.value
        return self.node.args[place] if 0 <= place < len(self.node.args) else None

    def text(self, place: int, name: str) -> str:
        """An argument that is a plain text; empty otherwise."""
        value = self.argument(place, name)
        if isinstance(value, ast.Call) and value.args:
            # `op.f("ix_orders_at")` says that the name is final.
            value = value.args[0]
        return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""

    def flag(self, name: str) -> bool:
        """Whether an argument is the constant True."""
        value = self.argument(-1, name)
        return isinstance(value, ast.Constant) and value.value is True

    def number(self, place: int, name: str) -> int | None:
        value = self.argument(place, name)
        return value.value if isinstance(value, ast.Constant) and isinstance(value.value, int) else None

    def calls(self) -> list[Call]:
        """The arguments that are calls, in order."""
        return [Call(one) for one in self.node.args if isinstance(one, ast.Call)]


def type_of(node: ast.expr | None) -> str:
    """The SQL type that an SQLAlchemy type stands for; `unknown` where it is none."""
    if isinstance(node, ast.Call):
        call = Call(node)
        name = call.name.lower()
        made = _TYPES.get(name, name)
        if name in ("datetime", "timestamp") and call.flag("timezone"):
            return "timestamptz"
        sizes = [call.number(0, "length" if "char" in made else "precision"), call.number(1, "scale")]
        told = [str(size) for size in sizes if size is not None]
        return f"{made}({', '.join(told)})" if told and name in _SIZED else made
    if isinstance(node, ast.Attribute):
        return _TYPES.get(node.attr.lower(), node.attr.lower())
    if isinstance(node, ast.Name):
        return _TYPES.get(node.id.lower(), node.id.lower())
    return "unknown"


def columns_of(node: ast.expr | None) -> list[str]:
    """The texts of a list."""
    elements = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    return [one.value for one in elements if isinstance(one, ast.Constant) and isinstance(one.value, str)]

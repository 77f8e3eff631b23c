"""Lists, dicts, comprehensions and f-strings in a rehearsal, and what is bound to their parts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from headgate.facts.spark.program import Sort, Value
from headgate.facts.spark.rehearsal.calls import SESSIONS
from headgate.facts.spark.rehearsal.operators import Operators
from headgate.facts.spark.rehearsal.things import (
    Class,
    Instance,
    Once,
    Routine,
    Scope,
    Text,
    is_unknown,
    truth,
    unknown,
)

_MOST = 400
"""Turns of a loop that are followed."""


class Collections(Operators):
    """What holds other things."""

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
            stated = isinstance(part, ast.FormattedValue) and (
                part.format_spec is not None or part.conversion not in (-1, 115)
            )
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
            return [
                Instance(over, {"name": n, "value": v}) for n, v in over.members.items() if not isinstance(v, Routine)
            ], True
        return [unknown(line=node.lineno)], False

    def bind(self, target: ast.expr, value: object) -> None:
        """Give `target` its value."""
        if isinstance(target, ast.Name):
            if target.id in SESSIONS and is_unknown(value) and self.imports.spark:
                value = Value(Sort.SESSION, name=target.id, line=target.lineno)
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
            if isinstance(below, list) and isinstance(index, int) and -len(below) <= index < len(below):
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

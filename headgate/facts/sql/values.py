"""Which texts a column can hold: outcomes of CASE, constants, a case that LOWER or UPPER has made; and what is asked.

Unknown stays unknown: a set is closed only where every way to the column gives a constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from headgate.facts.sql.expressions import bare, is_told, output_name, passes_on, shown
from headgate.facts.sql.grain import ColumnValues, Risk
from headgate.facts.sql.rows import dataset_of
from headgate.facts.sql.scopes import Relation, RelationKind, Scope, Scopes, branches
from headgate.facts.sql.tree import SqlStatement

_MOST = 60
"""Values of one column; more are no enumeration."""
_DEEPEST = 30
_MOST_RISKS = 200


def asked_values(statement: SqlStatement) -> Iterator[Risk]:
    """Comparisons of a column with texts, with what is told of the column's values."""
    values = Values(statement.scopes)
    count = 0
    for scope in statement.scopes.all:
        for node in scope.nodes:
            asked = _asked(node)
            if asked is None:
                continue
            column, texts = asked
            told = values.of(column, scope)
            if (told.sources or told.closed or told.folded) and count < _MOST_RISKS:
                count += 1
                entity = f"{shown(column)} {', '.join(texts)}"
                yield Risk(
                    "literal", statement.line(node), entity, shown(node), column.name.lower(), texts, values=told
                )


def _asked(node: exp.Expr) -> tuple[exp.Column, tuple[str, ...]] | None:
    """Column and texts of `column = 'text'`, `<>`, `in ('a', 'b')` and of a simple CASE."""
    if isinstance(node, exp.EQ | exp.NEQ):
        for side, other in ((node.this, node.expression), (node.expression, node.this)):
            column = bare(side)
            if isinstance(column, exp.Column) and _is_text(other):
                return column, (str(other.this),)
        return None
    within = bare(node.this) if isinstance(node, exp.In) else None
    if isinstance(within, exp.Column):
        listed = node.expressions
        if listed and all(_is_text(one) for one in listed):
            return within, tuple(str(one.this) for one in listed)
    if isinstance(node, exp.Case) and isinstance(node.this, exp.Column):
        listed = [branch.this for branch in node.args["ifs"]]
        if listed and all(_is_text(one) for one in listed):
            return node.this, tuple(str(one.this) for one in listed)
    return None


def _is_text(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string) and is_told(str(node.this))


class Values:
    """Values of expressions and outputs over the queries of one statement."""

    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes
        self._known: dict[tuple[int, str], ColumnValues] = {}

    def output(self, query: exp.Expr, name: str, depth: int = 0) -> ColumnValues:
        """What the output column `name` (folded) of a query can hold."""
        key = (id(query), name)
        if key not in self._known:
            self._known[key] = ColumnValues(name)
            if depth < _DEEPEST:
                place = _place_of(query, name)
                self._known[key] = united(name, [self._of_branch(b, name, place, depth) for b in branches(query)])
        return self._known[key]

    def _of_branch(self, branch: exp.Expr, name: str, place: int, depth: int) -> ColumnValues:
        scope = self._scopes.of(branch)
        if scope is None or not isinstance(branch, exp.Select):
            return ColumnValues(name)
        items = branch.expressions if place < 0 else branch.expressions[place : place + 1]
        for item in items:
            if place >= 0 or output_name(item) == name:
                return replace(self.of(item.unalias(), scope, depth + 1), name=name)
        stars = [item for item in branch.expressions if item.is_star]
        if len(stars) == 1 and len(scope.relations) == 1 and passes_on(stars[0], name):
            return self._of_relation(scope.relations[0], name, depth + 1)
        return ColumnValues(name)

    def of(self, node: exp.Expr, scope: Scope, depth: int = 0) -> ColumnValues:
        """What an expression of the query `scope` can hold."""
        node = bare(node)
        if isinstance(node, exp.Literal) and node.is_string:
            text = str(node.this)
            return ColumnValues("", (text,), closed=is_told(text), reason=f"{shown(node)} is a constant")
        if isinstance(node, exp.Null):
            return ColumnValues("", (), closed=True, reason="NULL is no text")
        if isinstance(node, exp.Cast) and node.to.is_type(*exp.DataType.TEXT_TYPES):
            return self.of(node.this, scope, depth)
        if isinstance(node, exp.Column):
            owner = scope.owner(node)
            return self._of_relation(owner, node.name.lower(), depth + 1) if owner is not None else ColumnValues("")
        if isinstance(node, exp.Lower | exp.Upper):
            inner = self.of(node.this, scope, depth)
            folded = "lower" if isinstance(node, exp.Lower) else "upper"
            change = str.lower if folded == "lower" else str.upper
            values = tuple(dict.fromkeys(change(value) for value in inner.values))
            return ColumnValues("", values, inner.closed, folded, inner.reason or f"{shown(node)} folds its case")
        if isinstance(node, exp.Coalesce):
            return united("", [self.of(part, scope, depth) for part in (node.this, *node.expressions)])
        if isinstance(node, exp.Case | exp.If):
            return self._case(node, scope, depth)
        if isinstance(node, exp.Min | exp.Max):
            return self.of(node.this, scope, depth)
        return ColumnValues("")

    def _case(self, node: exp.Expr, scope: Scope, depth: int) -> ColumnValues:
        if isinstance(node, exp.Case):
            outcomes = [branch.args["true"] for branch in node.args["ifs"]]
        else:
            outcomes = [node.args["true"]]
        otherwise = node.args.get("default") or node.args.get("false")
        parts = [self.of(one, scope, depth) for one in (*outcomes, *([otherwise] if otherwise is not None else []))]
        found = united("", parts)
        return replace(found, reason="its CASE gives no other") if found.closed else found

    def _of_relation(self, relation: Relation, name: str, depth: int) -> ColumnValues:
        if relation.query is not None:
            return self.output(relation.query, name, depth)
        if relation.kind is RelationKind.TABLE and isinstance(relation.node, exp.Table):
            return ColumnValues(name, sources=((dataset_of(relation.node), name),))
        return ColumnValues(name)


def _place_of(query: exp.Expr, name: str) -> int:
    """At which place all branches of a query give what the first one calls `name`; -1 where stars hide it."""
    each = [branch.expressions if isinstance(branch, exp.Select) else [] for branch in branches(query)]
    names = [item.alias_or_name.lower() for item in each[0]]
    if names.count(name) != 1 or any(item.is_star for items in each for item in items):
        return -1
    return names.index(name) if all(len(items) == len(names) for items in each) else -1


def united(name: str, parts: list[ColumnValues]) -> ColumnValues:
    """What a column can hold that takes its value from any of `parts`."""
    if not parts:
        return ColumnValues(name)
    values = tuple(dict.fromkeys(value for part in parts for value in part.values))
    sources = tuple(dict.fromkeys(source for part in parts for source in part.sources))
    known = all(part.closed or part.sources or part.folded for part in parts)
    if len(values) > _MOST or not known:
        return ColumnValues(name)
    closed = all(part.closed for part in parts)
    spelled = {_case_of(part) for part in parts if part.values or part.folded or part.sources}
    folded = spelled.pop() if len(spelled) == 1 else ""
    reasons = [part.reason for part in sorted(parts, key=lambda part: not part.values) if part.reason]
    reason = reasons[0] if reasons else ""
    return ColumnValues(name, values, closed, folded, reason, sources)


def _case_of(part: ColumnValues) -> str:
    """`lower` or `upper` where all that a part can give is written so."""
    if part.folded:
        return part.folded
    if part.closed and part.values:
        for folded, change in (("lower", str.lower), ("upper", str.upper)):
            if all(value == change(value) for value in part.values):
                return folded
    return ""

"""Which columns may be NULL, and why: outer joins, CASE without ELSE, NULLIF; and why not: filters, COALESCE, keys.

Three answers, each with its reason: may be NULL, cannot be NULL, unknown. Nothing is guessed from a missing
constraint. Source: three-valued logic of ISO/IEC 9075-2, 8 (predicates) and 6.12 (case expression).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from sqlglot import exp

from headgate.facts.sql.expressions import bare, conjuncts, disjuncts, output_name, passes_on, shown
from headgate.facts.sql.scopes import Relation, Scope, Scopes, branches


class Nullness(Enum):
    """Whether NULL can stand in a column."""

    MAY = "may be NULL"
    NEVER = "is never NULL"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Nulls:
    """The nullness of one expression."""

    nullness: Nullness
    reason: str = ""
    """One clause: `table p is on the optional side of a LEFT JOIN`."""

    @property
    def may(self) -> bool:
        return self.nullness is Nullness.MAY

    @property
    def never(self) -> bool:
        return self.nullness is Nullness.NEVER


UNKNOWN = Nulls(Nullness.UNKNOWN)
Lookup = Callable[[exp.Table, str], Nulls]
"""What is known of a column of a table from elsewhere: DDL, tests, the model that makes it."""


def nothing_known(table: exp.Table, column: str) -> Nulls:  # noqa: ARG001
    """The lookup of one file alone."""
    return UNKNOWN


_STRICT = (
    *(exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Cast, exp.Lower, exp.Upper, exp.Trim),
    *(exp.Substring, exp.Abs, exp.Round, exp.Date, exp.DateTrunc, exp.TimestampTrunc, exp.Extract, exp.Length),
    *(exp.DateAdd, exp.DateSub, exp.DateDiff, exp.TsOrDsToDate, exp.Paren, exp.DPipe, exp.MD5, exp.SHA, exp.SHA2),
    *(exp.Floor, exp.Ceil, exp.TsOrDsToTimestamp, exp.StrToTime, exp.StrToDate, exp.Left, exp.Right, exp.Replace),
)
"""Expressions that are NULL as soon as one argument is, except casts that give NULL of their own accord."""
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike, exp.RegexpLike)


def strict_columns(node: exp.Expr) -> Iterator[exp.Column]:
    """Columns of `node` that make it NULL when they are NULL."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, exp.Column):
            yield part
        elif isinstance(part, _STRICT):
            waiting += [arg for arg in part.iter_expressions() if not isinstance(arg, (exp.DataType, exp.Var))]


def null_rejected(condition: exp.Expr | None) -> list[exp.Column]:
    """Columns whose NULL keeps `condition` from being true."""
    found: list[exp.Column] = []
    for part in conjuncts(condition):
        alternatives = list(disjuncts(part))
        if len(alternatives) == 1:
            found += _rejected_by_one(part)
            continue
        each = [{_key(column) for column in null_rejected(one)} for one in alternatives]
        common = set.intersection(*each) if each else set()
        found += [column for column in null_rejected(alternatives[0]) if _key(column) in common]
    return found


def _rejected_by_one(part: exp.Expr) -> list[exp.Column]:
    if isinstance(part, exp.Not):
        inner = bare(part.this)
        if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
            return list(strict_columns(inner.this))
        return _rejected_by_one(inner) if isinstance(inner, (*_COMPARISONS, exp.In, exp.Between)) else []
    if isinstance(part, _COMPARISONS):
        return [*strict_columns(part.this), *strict_columns(part.expression)]
    if isinstance(part, (exp.In, exp.Between)):
        return list(strict_columns(part.this))
    if isinstance(part, exp.Is) and isinstance(part.expression, exp.Boolean):
        return list(strict_columns(part.this))
    return [part] if isinstance(part, exp.Column) else []


def _key(column: exp.Column) -> tuple[str, str]:
    return column.table.lower(), column.name.lower()


def optional_relations(scope: Scope) -> Mapping[Relation, str]:
    """Relations of which a row of the result may have no row, by the reason."""
    found: dict[Relation, str] = {}
    before: list[Relation] = []
    for relation in scope.relations:
        name = relation.name or "the joined relation"
        if relation.side in ("LEFT", "FULL") and not _is_semi(relation):
            found[relation] = f"{name} is on the optional side of a {relation.side} JOIN"
        if relation.side in ("RIGHT", "FULL"):
            for earlier in before:
                found.setdefault(
                    earlier, f"{earlier.name} is on the optional side of the {relation.side} JOIN of {name}"
                )
        before.append(relation)
    return found


def _is_semi(relation: Relation) -> bool:
    return relation.join is not None and relation.join.kind.upper() in ("SEMI", "ANTI")


class Nullability:
    """Nullness of expressions and outputs over the queries of one statement."""

    def __init__(self, scopes: Scopes, lookup: Lookup = nothing_known) -> None:
        self._scopes = scopes
        self._lookup = lookup
        self._optional: dict[int, Mapping[Relation, str]] = {}
        self._filtered: dict[int, dict[tuple[str, str], str]] = {}
        self._open: set[tuple[int, str]] = set()
        self._known: dict[tuple[int, str], Nulls] = {}
        self._cycles = 0

    def output(self, query: exp.Expr, name: str) -> Nulls:
        """The nullness of the output column `name` (folded) of a query."""
        key = (id(query), name)
        if key in self._known:
            return self._known[key]
        if key in self._open:
            self._cycles += 1
            return UNKNOWN
        self._open.add(key)
        before = self._cycles
        try:
            found = _any_of([self._of_branch(branch, name) for branch in branches(query)])
        finally:
            self._open.discard(key)
        if self._cycles == before:  # else it is what a recursive CTE says while it is read
            self._known[key] = found
        return found

    def first_output(self, query: exp.Expr) -> Nulls:
        """The nullness of the only column of a subquery, as IN compares with it."""
        each = []
        for branch in branches(query):
            scope = self._scopes.of(branch)
            if scope is None or not isinstance(branch, exp.Select) or len(branch.expressions) != 1:
                return UNKNOWN
            each.append(self.of(branch.expressions[0], scope))
        return _any_of(each)

    def _of_branch(self, branch: exp.Expr, name: str) -> Nulls:
        scope = self._scopes.of(branch)
        if scope is None or not isinstance(branch, exp.Select):
            return UNKNOWN
        for item in branch.expressions:
            if output_name(item) == name:
                return self.of(item, scope)
        stars = [item for item in branch.expressions if item.is_star]
        if len(stars) == 1 and len(scope.relations) == 1 and passes_on(stars[0], name):
            return self._of_column(scope.relations[0], name, scope)
        return UNKNOWN

    def of(self, node: exp.Expr, scope: Scope) -> Nulls:
        """The nullness of an expression of the query `scope`."""
        node = bare(node.unalias())
        if isinstance(
            node, (exp.Literal, exp.Boolean, exp.Count, exp.RowNumber, exp.CurrentDate, exp.CurrentTimestamp)
        ):
            return Nulls(Nullness.NEVER, f"{shown(node)} has a value")
        if isinstance(node, (exp.Null, exp.Nullif, exp.TryCast)):
            return Nulls(Nullness.MAY, f"{shown(node)} gives NULL")
        if isinstance(node, exp.Column):
            relation = scope.owner(node)
            return self._of_column(relation, node.name.lower(), scope) if relation is not None else UNKNOWN
        if isinstance(node, exp.Coalesce):
            return self._coalesce(node, scope)
        if isinstance(node, (exp.Case, exp.If)):
            return self._case(node, scope)
        if isinstance(node, (exp.Min, exp.Max)) and scope.query.args.get("group"):
            return self.of(node.this, scope)
        if (
            isinstance(node, exp.Window)
            and isinstance(node.this, (exp.Lag, exp.Lead))
            and not node.this.args.get("default")
        ):
            return Nulls(Nullness.MAY, f"{shown(node.this)} has no row to look at for the first or last one")
        if isinstance(node, _STRICT):
            parts = [
                self.of(arg, scope) for arg in node.iter_expressions() if not isinstance(arg, (exp.DataType, exp.Var))
            ]
            return _any_of(parts)
        return UNKNOWN

    def _coalesce(self, node: exp.Coalesce, scope: Scope) -> Nulls:
        parts = [self.of(part, scope) for part in (node.this, *node.expressions)]
        sure = next((part for part in parts if part.never), None)
        if sure is not None:
            return sure
        return parts[0] if all(part.may for part in parts) else UNKNOWN

    def _case(self, node: exp.Expr, scope: Scope) -> Nulls:
        otherwise = node.args.get("default") or node.args.get("false")
        if otherwise is None:
            return Nulls(Nullness.MAY, "its CASE has no ELSE")
        values = (
            [branch.args["true"] for branch in node.args["ifs"]] if isinstance(node, exp.Case) else [node.args["true"]]
        )
        return _any_of([self.of(value, scope) for value in (*values, otherwise)])

    def _of_column(self, relation: Relation, name: str, scope: Scope) -> Nulls:
        reason = self._filters(scope).get((relation.name, name))
        if reason is not None:
            return Nulls(Nullness.NEVER, reason)
        optional = self._optional.setdefault(id(scope), optional_relations(scope))
        if relation in optional:
            return Nulls(Nullness.MAY, optional[relation])
        if relation.query is not None:
            return self.output(relation.query, name)
        return self._lookup(relation.node, name) if isinstance(relation.node, exp.Table) else UNKNOWN

    def _filters(self, scope: Scope) -> dict[tuple[str, str], str]:
        """Columns that WHERE, QUALIFY or an inner join's ON keeps from being NULL, by the reason."""
        known = self._filtered.get(id(scope))
        if known is not None:
            return known
        found: dict[tuple[str, str], str] = {}
        where = scope.query.args.get("where")
        inner = [
            r.join.args.get("on") for r in scope.relations if r.join is not None and not r.side and not _is_semi(r)
        ]
        outer_after = any(relation.side for relation in scope.relations)
        for condition in (where.this if where is not None else None, *(inner if not outer_after else ())):
            kept = {
                (relation.name, column.name.lower())
                for column in null_rejected(condition)
                if (relation := scope.owner(column)) is not None
            }
            found |= dict.fromkeys(kept, f"{shown(condition)} keeps NULL out" if kept else "")
        self._filtered[id(scope)] = found
        return found


def _any_of(parts: list[Nulls]) -> Nulls:
    """NULL as soon as one part is."""
    may = next((part for part in parts if part.may), None)
    if may is not None:
        return may
    if parts and all(part.never for part in parts):
        return parts[0]
    return UNKNOWN

"""How many columns a query has, and how they are called, as far as its own text tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from headgate.facts.sql.expressions import output_name
from headgate.facts.sql.scopes import Relation, RelationKind, Scope, Scopes, branches


@dataclass(frozen=True, slots=True)
class Outputs:
    """Columns of a query."""

    names: tuple[str, ...] = ()
    """Folded; empty for an unnamed expression."""
    unknown: exp.Expr | None = None
    """The star whose columns the text does not tell; then `names` is not all of them."""

    @property
    def complete(self) -> bool:
        return self.unknown is None


def outputs_of(query: exp.Expr, scopes: Scopes, seen: frozenset[int] = frozenset()) -> Outputs:
    """The columns of `query`; of a set operation, those of its first branch that are known, in order."""
    if id(query) in seen:
        return Outputs(unknown=query)
    seen = seen | {id(query)}
    parts = branches(query)
    if len(parts) > 1:
        each = [outputs_of(part, scopes, seen) for part in parts]
        unknown = next((outputs for outputs in each if not outputs.complete), None)
        return unknown or each[0]
    (part,) = parts
    if isinstance(part, exp.Select):
        scope = scopes.of(part)
        return _select(part, scope, scopes, seen) if scope is not None else Outputs(unknown=part)
    if isinstance(part, exp.Values):
        return _values(part)
    return Outputs(unknown=part)


def relation_outputs(relation: Relation, scopes: Scopes, seen: frozenset[int] = frozenset()) -> Outputs | None:
    """The columns of a relation; None where they are not told by the statement."""
    alias = relation.node.args.get("alias")
    named = tuple(column.name.lower() for column in alias.columns) if isinstance(alias, exp.TableAlias) else ()
    if isinstance(relation.node, exp.Values):
        return Outputs(named) if named else _values(relation.node)
    if relation.query is None:
        return Outputs(named) if named and relation.kind is RelationKind.OTHER and _is_listed(relation) else None
    if named:
        return Outputs(named)
    if relation.kind is RelationKind.CTE and isinstance(relation.query.parent, exp.CTE):
        listed = relation.query.parent.args.get("alias")
        if isinstance(listed, exp.TableAlias) and listed.columns:
            return Outputs(tuple(column.name.lower() for column in listed.columns))
    found = outputs_of(relation.query, scopes, seen)
    return found if found.complete else None


def _is_listed(relation: Relation) -> bool:
    return isinstance(relation.node, (exp.Unnest, exp.Lateral, exp.Subquery, exp.Table))


def _select(select: exp.Select, scope: Scope, scopes: Scopes, seen: frozenset[int]) -> Outputs:
    names: list[str] = []
    for item in select.expressions:
        star = _star_of(item)
        if star is None:
            names.append(output_name(item))
            continue
        expanded = list(_expand(item, star, scope, scopes, seen))
        if not expanded or None in expanded:
            return Outputs(tuple(names), unknown=item)
        names += [name for name in expanded if name is not None]
    return Outputs(tuple(names))


def _star_of(item: exp.Expr) -> exp.Star | None:
    if isinstance(item, exp.Star):
        return item
    if isinstance(item, exp.Dot) and isinstance(item.expression, exp.Star):
        return item.expression
    return item.this if isinstance(item, exp.Column) and isinstance(item.this, exp.Star) else None


def _expand(item: exp.Expr, star: exp.Star, scope: Scope, scopes: Scopes, seen: frozenset[int]) -> Iterator[str | None]:
    relations = scope.relations
    if isinstance(item, exp.Dot):
        yield None  # the fields of a value
        return
    if isinstance(item, exp.Column):
        found = scope.resolve(item)
        relations = [found[1]] if found is not None and found[0] is scope else []
    dropped = {name.name.lower() for name in (star.args.get("except_") or ())}
    renamed = {pair.this.name.lower(): pair.alias.lower() for pair in (star.args.get("rename") or ())}
    merged: set[str] = set()
    for relation in relations:
        if relation.join is not None and relation.join.method.upper() == "NATURAL":
            yield None
            continue
        outputs = relation_outputs(relation, scopes, seen)
        if outputs is None:
            yield None
            continue
        using = {column.name.lower() for column in (relation.join.args.get("using") or ())} if relation.join else set()
        hidden = using if not isinstance(item, exp.Column) else set()
        semi = relation.join is not None and relation.join.kind.upper() in ("SEMI", "ANTI")
        for name in outputs.names if not semi else ():
            if name in dropped or (name in hidden and name not in merged):
                merged.add(name)
                continue
            yield renamed.get(name, name)


def _values(values: exp.Values) -> Outputs:
    first = values.expressions[0] if values.expressions else None
    width = len(first.expressions) if isinstance(first, exp.Tuple) else 1
    return Outputs(("",) * width)

"""The grain of a statement: keys and NULLs of its result, and what is wrong if those of others are not as hoped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from headgate.dataset import DatasetId
from headgate.facts.sql.expressions import aggregates_of, bare, columns_of, not_in_query, output_name, passes_on, shown
from headgate.facts.sql.grain import ColumnNulls, Grain, Risk, Shape
from headgate.facts.sql.keys import Keys
from headgate.facts.sql.nullability import Nullability, strict_columns
from headgate.facts.sql.open_ends import open_ends
from headgate.facts.sql.origins import joined_columns
from headgate.facts.sql.outputs import outputs_of
from headgate.facts.sql.row_joins import row_joins, version_joins
from headgate.facts.sql.rows import Link, dataset_of, link_of, part_of
from headgate.facts.sql.scopes import Relation, RelationKind, Scope, branches
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.sql.values import Values, asked_values

_MOST_COLUMNS = 400
UNTRACED = (DatasetId("", ""), "")
"""Stands among the sources of a column for one that the text does not tell."""


def grain_of(statement: SqlStatement) -> Grain:
    """What `statement` tells of the rows of its result, and the risks that hang on other files."""
    keys = Keys(statement.scopes)
    nulls = Nullability(statement.scopes)
    query = _result(statement.tree)
    risks = [*_fan_outs(statement, keys), *_filter_joins(statement, keys), *_not_ins(statement, nulls)]
    risks += [
        *row_joins(statement, query, keys),
        *version_joins(statement, keys),
        *asked_values(statement),
        *_open_ends(statement, nulls),
        *joined_columns(statement),
    ]
    if query is None:
        return Grain(risks=tuple(risks))
    named = (name for branch in branches(query) for name in outputs_of(branch, statement.scopes).names)
    names = [name for name in dict.fromkeys(named) if name][:_MOST_COLUMNS]
    columns = (column_nulls(query, name, statement, nulls) for name in names)
    told = tuple(column for column in columns if column.may or column.never or column.sources)
    values = Values(statement.scopes)
    texts = (values.output(query, name) for name in names)
    listed = tuple(one for one in texts if one.closed or one.folded or one.sources)
    return Grain(keys.of_query(query), told, tuple(risks), listed)


def with_grain(statement: SqlStatement) -> SqlStatement:
    """`statement` with its grain among its facts; without one where its queries follow each other too deeply."""
    try:
        grain = grain_of(statement)
    except RecursionError:
        return statement
    return statement.with_facts(replace(statement.facts, grain=grain))


def _result(tree: exp.Expr) -> exp.Expr | None:
    if isinstance(tree, (exp.Create, exp.Insert)):
        tree = tree.expression
    while isinstance(tree, exp.Subquery):
        tree = tree.this
    return tree if isinstance(tree, (exp.Select, exp.SetOperation)) else None


def column_nulls(query: exp.Expr, name: str, statement: SqlStatement, nulls: Nullability) -> ColumnNulls:
    """The nullness of one output, or the table columns that decide it."""
    found = nulls.output(query, name)
    if found.may or found.never:
        return ColumnNulls(name, found.may, found.never, found.reason)
    return ColumnNulls(name, sources=tuple(dict.fromkeys(_sources(query, name, statement, frozenset()))))


def _sources(
    query: exp.Expr, name: str, statement: SqlStatement, seen: frozenset[int]
) -> Iterator[tuple[DatasetId, str]]:
    if id(query) in seen:
        return
    for branch in branches(query):
        scope = statement.scopes.of(branch)
        if scope is None or not isinstance(branch, exp.Select):
            yield UNTRACED
            continue
        item = next((i for i in branch.expressions if output_name(i) == name), None)
        if item is None:
            if len(scope.relations) == 1 and any(passes_on(i, name) for i in branch.expressions if i.is_star):
                yield from _through(scope.relations[0], name, statement, seen | {id(query)})
            else:
                yield UNTRACED
            continue
        columns = list(strict_columns(bare(item.unalias())))
        owners = [scope.owner(column) for column in columns]
        if not columns or None in owners:
            yield UNTRACED
        for column, owner in zip(columns, owners, strict=True):
            if owner is not None:
                yield from _through(owner, column.name.lower(), statement, seen | {id(query)})


def _through(
    relation: Relation, name: str, statement: SqlStatement, seen: frozenset[int]
) -> Iterator[tuple[DatasetId, str]]:
    if relation.query is not None:
        yield from _sources(relation.query, name, statement, seen)
    elif relation.kind is RelationKind.TABLE and isinstance(relation.node, exp.Table):
        yield dataset_of(relation.node), name
    else:
        yield UNTRACED


def _fan_outs(statement: SqlStatement, keys: Keys) -> Iterator[Risk]:
    """Sums of a relation's column over rows that another relation may multiply."""
    for scope in statement.scopes.all:
        if len(scope.relations) < 2 or not isinstance(scope.query, exp.Select):
            continue
        group = scope.query.args.get("group")
        parts = {part_of(item, scope) for item in group.expressions} if group is not None else set()
        for call in (c for item in scope.query.expressions for c in aggregates_of(item)):
            victim = _summed(call, scope)
            if victim is None:
                continue
            for other, link, back in _multipliers(victim, scope):
                also = tuple(sorted(column for relation, column in parts if relation == other.name))
                yield Risk(
                    "fan-out",
                    statement.line(other.node),
                    f"{shown(call)} x {other.name}",
                    shown(call),
                    other.name,
                    tuple(sorted(link)),
                    also,
                    keys.of_relation(other),
                    other=keys.of_relation(victim),
                    other_on=tuple(sorted(back)),
                )


def _summed(call: exp.AggFunc, scope: Scope) -> Relation | None:
    """The one relation whose column a SUM (or AVG) adds up."""
    if not isinstance(call, (exp.Sum, exp.Avg)) or isinstance(call.this, exp.Distinct):
        return None
    owners = {id(owner): owner for owner in (scope.owner(column) for column in columns_of(call))}
    if len(owners) != 1:
        return None
    return next(iter(owners.values()))


def _multipliers(victim: Relation, scope: Scope) -> Iterator[tuple[Relation, frozenset[str], frozenset[str]]]:
    """Relations on the ways out from `victim`, with their columns that lead there and those of `victim`, if next."""
    where = scope.query.args.get("where")
    if scope.query.args.get("qualify") is not None:
        return
    filtered = [scope.owner(column) for column in columns_of(where)] if where is not None else []
    links = {relation.name: link_of(relation, scope) for relation in scope.relations}
    above = _ancestors(victim, links)
    for relation in scope.relations:
        if relation is victim or relation.kind is RelationKind.OTHER or _is_semi(relation) or relation in filtered:
            continue
        if relation.name in above:
            own = links[victim.name]
            yield relation, above[relation.name], own.columns if relation.name in own.others else frozenset()
        elif relation.join is not None and links[relation.name].only_equalities and links[relation.name].columns:
            link = links[relation.name]
            yield relation, link.columns, link.others.get(victim.name, frozenset())


def _ancestors(victim: Relation, links: dict[str, Link]) -> dict[str, frozenset[str]]:
    """Relations that `victim` was joined to, step by step, with the columns compared."""
    found: dict[str, frozenset[str]] = {}
    name = victim.name
    while name in links and len(links[name].others) == 1 and links[name].only_equalities:
        (parent, columns) = next(iter(links[name].others.items()))
        if parent in found:
            break
        found[parent] = columns
        name = parent
    return found


def _is_semi(relation: Relation) -> bool:
    return relation.join is not None and relation.join.kind.upper() in ("SEMI", "ANTI")


def _filter_joins(statement: SqlStatement, keys: Keys) -> Iterator[Risk]:
    """Inner joins from which no column is taken: they filter, and multiply if not unique."""
    for scope in statement.scopes.all:
        if not isinstance(scope.query, exp.Select) or any(column.table == "" for column in scope.columns):
            continue
        if any(isinstance(item, exp.Star) for item in scope.query.expressions) or _gathers(scope):
            continue
        for relation in scope.relations[1:]:
            link = link_of(relation, scope)
            inner = relation.side == "" and not _is_semi(relation) and relation.query is not None
            if inner and link.only_equalities and link.columns and not _is_taken(relation, scope, statement):
                shape = keys.of_relation(relation)
                on = tuple(sorted(link.columns))
                # The fault is that the query gives a value several times, so its place is there, not at the join.
                line = statement.line(relation.query) if relation.query is not None else statement.line(relation.node)
                yield Risk("filter-join", line, relation.name, relation.name, relation.name, on, (), shape)


def _gathers(scope: Scope) -> bool:
    """Whether repeated rows disappear again: DISTINCT or GROUP BY."""
    return bool(scope.query.args.get("distinct") or scope.query.args.get("group"))


def _is_taken(relation: Relation, scope: Scope, statement: SqlStatement) -> bool:
    on = relation.join.args.get("on") if relation.join is not None else None
    own = {id(node) for node in on.walk()} if on is not None else set()
    for other in statement.scopes.all:
        if other is scope or scope in other.outward():
            for column in other.columns:
                found = other.resolve(column)
                if id(column) not in own and found is not None and found[1] is relation:
                    return True
    return False


def _open_ends(statement: SqlStatement, nulls: Nullability) -> Iterator[Risk]:
    """Conditions that take only rows before the end of an interval, which may be NULL."""
    for scope, node, column in open_ends(statement):
        owner = scope.owner(column)
        if owner is None:
            continue
        name = column.name.lower()
        if owner.query is not None:
            told = column_nulls(owner.query, name, statement, nulls)
        else:
            told = ColumnNulls(name, sources=tuple(_through(owner, name, statement, frozenset())))
        yield Risk("open-end", statement.line(node), shown(node), shown(column), owner.name, nulls=told)


def _not_ins(statement: SqlStatement, nulls: Nullability) -> Iterator[Risk]:
    """NOT IN over a subquery of whose column the statement alone does not tell whether it may be NULL."""
    for scope in statement.scopes.all:
        for node in scope.query.find_all(exp.Not, exp.NEQ):
            inner = not_in_query(node)
            if inner is None or node.find_ancestor(exp.Select, exp.Update, exp.Delete) is not scope.query:
                continue
            found = nulls.first_output(inner)
            names = [b.expressions[0].alias_or_name.lower() for b in branches(inner) if isinstance(b, exp.Select)]
            if not found.may and not found.never and names:
                told = column_nulls(inner, names[0], statement, nulls)
                yield Risk("not-in", statement.line(node), shown(node), shown(node), shape=Shape(), nulls=told)

"""Keys through a SELECT list: renamed, dropped, or all columns together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlglot import exp

from headgate.facts.sql.expressions import bare, output_name
from headgate.facts.sql.grain import Key, Shape
from headgate.facts.sql.rows import Part, Rows, RowSource
from headgate.facts.sql.scopes import Relation, Scope

MOST_KEYS = 6
"""More than these are not kept: the shortest tell most."""


def projected(rows: Rows, select: exp.Select, scope: Scope) -> Shape:
    # Text is costly to make, and few keys are expressions.
    texts = any(not relation for row in rows.keys for relation, _ in row.parts)
    names = _output_names(select, scope, texts=texts)
    starred = {relation.name for relation in scope.relations if _is_starred(relation, select, scope)}
    keys = []
    for row in rows.keys:
        columns: set[str] = set()
        lost: set[str] = set()
        for relation, column in row.parts:
            name = names.get((relation, column)) or (column if relation in starred else None)
            (columns if name else lost).add(name or column)
        keys.append(Key(tuple(sorted(columns)), row.reason, row.needs, tuple(sorted(lost)), row.filtered, row.weak))
    distinct = select.args.get("distinct")
    if distinct is not None and not distinct.args.get("on"):
        shown_names = plain_names(select)
        keys = [key for key in keys if not key.lost]
        keys += [Key(shown_names, "by SELECT DISTINCT", weak=True)] if shown_names else []
        return Shape(tuple(keys[:MOST_KEYS]))
    inherited = []
    for source in rows.sources:
        pairs = tuple((there, here) for there, here in _renamed(source, names) if there)
        whole = source.inherited.all_columns and source.relation in starred
        if source.relation in starred and not whole:
            pairs = (*source.inherited.columns, *pairs)
        inherited.append(replace(source.inherited, columns=tuple(dict.fromkeys(pairs)), all_columns=whole))
    ordered = sorted(keys, key=lambda key: (bool(key.lost), len(key.columns)))
    return Shape(tuple(ordered[:MOST_KEYS]), tuple(inherited))


def _renamed(source: RowSource, names: Mapping[Part, str]) -> Iterator[tuple[str | None, str]]:
    for (relation, column), name in names.items():
        if relation == source.relation:
            yield source.inherited.there(column), name


def _output_names(select: exp.Select, scope: Scope, *, texts: bool) -> dict[Part, str]:
    """Under which name the result gives each column and, if `texts` are wanted, each expression."""
    found: dict[Part, str] = {}
    for item in select.expressions:
        inner = bare(item.unalias())
        name = output_name(item)
        if item.is_star or not name:
            continue
        if isinstance(inner, exp.Column):
            owner = scope.owner(inner)
            found.setdefault((owner.name if owner is not None else "", inner.name.lower()), name)
        elif texts:
            found.setdefault(("", inner.sql(comments=False).lower()), name)
    return found


def _is_starred(relation: Relation, select: exp.Select, scope: Scope) -> bool:
    for item in select.expressions:
        star = item if isinstance(item, exp.Star) else item.this if isinstance(item, exp.Column) else None
        if not isinstance(star, exp.Star) or star.args.get("except_") or star.args.get("rename"):
            continue
        if isinstance(item, exp.Star):
            return True
        if scope.owner(item) is relation:
            return True
    return False


def plain_names(select: exp.Expr) -> tuple[str, ...]:
    """All output names, if the text tells them."""
    if not isinstance(select, exp.Select) or any(item.is_star for item in select.expressions):
        return ()
    names = tuple(output_name(item) for item in select.expressions)
    return tuple(sorted(names)) if all(names) else ()

"""Parts of queries that need no scope of their own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from sqlglot import exp

from headgate.facts.dbt.jinja.unknown import MARKER
from headgate.impact.query.names import Scope
from headgate.impact.query.relation import Fault, Relation, fold

_ROW_MAKERS = (exp.UDTF, exp.Explode, exp.ExplodeOuter, exp.Posexplode, exp.Inline, exp.GenerateSeries)
Columns = list[tuple[str, str]]


def expanded(star: exp.Star, item: exp.Expr, scope: Scope, worded: Callable[[exp.Expr], str]) -> tuple[Columns, bool]:
    """The columns of a star, and whether there may be more."""
    qualifier = item.table.lower() if isinstance(item, exp.Column) else ""
    if isinstance(item, exp.Column) and qualifier and qualifier not in scope.sources:
        # The fields of a struct, which nothing here tells.
        path = [part.name.lower() for part in item.parts[:-1]]
        of = f"{scope.text_of(exp.column(path[0]))}.{'.'.join(path[1:])}"
        return [(f"*{qualifier}", fold(f"fields of {of} {star.sql(comments=False)}"))], True
    relations = [scope.sources[qualifier]] if qualifier in scope.sources else list(scope.sources.values())
    left_out = {part.name.lower() for key in ("except_", "except") for part in star.args.get(key) or ()}
    renames = {part.this.name.lower(): part.alias.lower() for part in star.args.get("rename") or ()}
    put = {part.alias.lower(): worded(part.this) for part in star.args.get("replace") or ()}
    found: Columns = []
    merged: set[str] = set()
    unknown = [relation for relation in relations if relation.open]
    there = {name for relation in relations for name, _ in relation.columns}
    certain = not unknown and MARKER not in left_out  # a macro that leaves columns out takes names that are not there
    for name in sorted((left_out | set(renames)) - there) if certain else ():
        scope.faults.append(Fault("missing-column", name, relations[0].name if len(relations) == 1 else ""))
    for relation in relations:
        for name, text in relation.columns:
            if name not in left_out and not (name in scope.merged and name in merged and not qualifier):
                told = text if qualifier else scope.merged.get(name, text)
                found.append((renames.get(name, name), put.get(name, told)))
            merged.add(name)
    if unknown:
        beyond = sorted(left_out | {f"{old} as {new}" for old, new in renames.items()} | set(put.values()))
        told = f"{' '.join(relation.core for relation in unknown)} without {beyond}"
        found.append((f"*{qualifier}", fold(told)))
    return found, bool(unknown)


def union_of(tree: exp.SetOperation, left: Relation, right: Relation) -> Relation:
    """UNION, INTERSECT or EXCEPT of two relations, by position; the branches of a UNION in any order."""
    distinct = bool(tree.args.get("distinct"))
    merging = distinct or not isinstance(tree, exp.Union)
    sides = [left, right]
    if not merging:
        sides = [branch for side in sides for branch in side.branches or (side,)]
    names = [name for name, _ in left.columns]
    if tree.args.get("by_name"):
        names += [name for name, _ in right.columns if name not in names]
        sides = [_by_name(side, names) for side in sides]
    if isinstance(tree, exp.Union):
        sides.sort(key=lambda one: (one.rows, [text for _, text in one.columns]))
    texts = [[text for _, text in side.columns] for side in sides]
    kind = f" {tree.key} {'distinct' if distinct else 'all'} "
    columns = tuple((name, fold(kind.join(told))) for name, told in zip(names, zip(*texts, strict=False), strict=False))
    rows = fold(kind.join(f"({side.rows})" for side in sides))
    is_open = left.open or right.open
    return Relation(
        (fold(f"{rows} {texts}") if merging else rows,),
        columns,
        open=is_open,
        bases=dict(counted(sides)),
        keys=frozenset({frozenset(text for _, text in columns)}) if distinct and not is_open else frozenset(),
        branches=() if merging else tuple(sides),
        unmerged=fold(kind.join(f"({side.unmerged or side.rows})" for side in sides)) if merging else "",
    )


def _by_name(relation: Relation, names: list[str]) -> Relation:
    """`relation` with the columns `names`, in that order; NULL where it has none of that name."""
    told = dict(relation.columns)
    return replace(relation, columns=tuple((name, told.get(name, "null")) for name in names))


def counted(relations: Iterable[Relation]) -> Counter[str]:
    """Instances of base tables in all of `relations`."""
    found: Counter[str] = Counter()
    for relation in relations:
        found.update(relation.bases)
    return found


def lined_up(left: Relation, right: Relation) -> Relation:
    """`right` with the columns of `left`, as UNION BY NAME puts them."""
    there = dict(right.columns)
    names = [name for name, _ in left.columns]
    columns = [(name, there.get(name, "NULL")) for name in names]
    return replace(right, columns=tuple(columns))


def one_row_of(columns: Iterable[tuple[str, str]], rows: str) -> Columns:
    """Columns of an aggregate over all of `rows`: the row is always there, its values depend on all of them."""
    return [(name, fold(f"{text} of {rows}")) for name, text in columns]


def told_once(columns: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Columns with those of one name told apart from either: engines refuse them, rename one or take the first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    listed = list(columns)
    for name, text in listed:
        found[name].append(text)
    return tuple((name, text if len(found[name]) == 1 else fold(f"one of {found[name]}")) for name, text in listed)


def renamed(relation: Relation, alias: exp.Expr | None) -> Relation:
    """`relation` with the column aliases of `t(a, b)`; an alias may also be a bare name."""
    names = [column.name.lower() for column in alias.columns] if isinstance(alias, exp.TableAlias) else []
    if not names:
        return relation
    columns = tuple((name, text) for name, (_, text) in zip(names, relation.columns, strict=False))
    if len(columns) < len(names) and relation.open:
        columns += tuple((name, fold(f"{relation.core}.{name}")) for name in names[len(columns) :])
    return replace(relation, columns=columns + relation.columns[len(names) :])


def aggregates(tree: exp.Select) -> Iterator[exp.Expr]:
    """Aggregate calls of the SELECT itself: not in a subquery, not over a window."""
    clauses = [*tree.expressions, tree.args.get("having")]
    for clause in clauses:
        for node in clause.walk(prune=lambda n: isinstance(n, exp.Query | exp.Window)) if clause is not None else ():
            if isinstance(node, exp.AggFunc):
                yield node


def makers(tree: exp.Select) -> Iterator[exp.Expr]:
    """Functions in the SELECT list that make several rows of one."""
    for item in tree.expressions:
        for node in item.walk(prune=lambda n: isinstance(n, exp.Query)):
            if isinstance(node, _ROW_MAKERS):
                yield node

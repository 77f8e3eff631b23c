"""What SQL says of the rows that it reads and makes: joins, formulas, filters, and the values that a CASE knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, MutableMapping

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.dataset import DatasetId
from headgate.facts.dbt.jinja.unknown import MARKER
from headgate.facts.graph.names import Names
from headgate.facts.project import Project
from headgate.facts.sql.expressions import bare, conjuncts, passes_on
from headgate.facts.sql.parsing import tree_of
from headgate.facts.sql.rows import dataset_of
from headgate.facts.sql.scopes import Relation, RelationKind, Scope, Scopes, branches, read_scopes
from headgate.suites.evidence.declarations import Notes
from headgate.suites.evidence.formulas import conditions_of
from headgate.suites.evidence.parsed import Parsed
from headgate.suites.evidence.told import Condition, Reference, Valued
from headgate.suites.rule import Ground, GroundKind

_MOST_STATEMENTS = 4_000
_MOST_CHARACTERS = 60_000
_DEEPEST = 20
_MOST_VALUES = 30

Origin = tuple[DatasetId, str]


def queries(project: Project, names: Names, notes: MutableMapping[str, Notes]) -> None:
    """Take down what statements say."""
    made: defaultdict[DatasetId, list[dict[str, Condition]]] = defaultdict(list)
    for count, parsed in enumerate(_parsed(project)):
        if count >= _MOST_STATEMENTS:
            break
        for scope in parsed.scopes.all:
            for child, parent, node in _joins(parsed.scopes, scope):
                _reference(parsed, names, notes, child, parent, node)
            _cases(parsed, names, notes, scope)
        if parsed.statement.target is not None:
            target = names.canonical(parsed.path, parsed.statement.target)
            made[target].append({one.condition: one for one in conditions_of(parsed)})
    for target, each in made.items():
        for condition, one in each[0].items():
            if all(condition in others for others in each[1:]):
                notes[target.name].conditions.setdefault(condition, one)


def _parsed(project: Project) -> Iterator[Parsed]:
    for path, facts in project.files.items():
        for statement in facts.statements:
            text = statement.text
            if not text or len(text) > _MOST_CHARACTERS or statement.query is None:
                continue
            try:
                tree = tree_of(text, statement.dialect)
                query = tree.args.get("expression") if isinstance(tree, exp.Create | exp.Insert) else tree
                if isinstance(query, exp.Query):
                    yield Parsed(path, statement, query, read_scopes(tree))
            except (SqlglotError, RecursionError):
                continue


def origin(scopes: Scopes, scope: Scope, column: exp.Column, depth: int = 0) -> Origin | None:
    """The column of a table that a column passes on as it is."""
    owner = scope.owner(column)
    return _through(scopes, owner, column.name.lower(), depth) if owner is not None else None


def _through(scopes: Scopes, relation: Relation, name: str, depth: int) -> Origin | None:
    if relation.kind is RelationKind.TABLE and isinstance(relation.node, exp.Table):
        return dataset_of(relation.node), name
    if relation.query is None or depth > _DEEPEST:
        return None
    each = branches(relation.query)
    inner = scopes.of(each[0]) if len(each) == 1 else None
    if inner is None or not isinstance(each[0], exp.Select):
        return None
    for item in each[0].expressions:
        if item.alias_or_name.lower() == name and not item.is_star:
            made = bare(item.unalias())
            return origin(scopes, inner, made, depth + 1) if isinstance(made, exp.Column) else None
    stars = [item for item in each[0].expressions if item.is_star]
    if len(stars) == 1 and len(inner.relations) == 1 and passes_on(stars[0], name):
        return _through(scopes, inner.relations[0], name, depth + 1)
    return None


def _joins(scopes: Scopes, scope: Scope) -> Iterator[tuple[Origin, Origin, exp.Expr]]:
    """Pairs of columns that ON compares, the side that is read first first."""
    for relation in scope.relations:
        on = relation.join.args.get("on") if relation.join is not None else None
        for part in conjuncts(on):
            if not isinstance(part, exp.EQ):
                continue
            one, two = bare(part.this), bare(part.expression)
            if isinstance(one, exp.Column) and isinstance(two, exp.Column):
                left, right = origin(scopes, scope, one), origin(scopes, scope, two)
                if left is not None and right is not None and left != right:
                    yield left, right, part
                    yield right, left, part


def _reference(
    parsed: Parsed, names: Names, notes: MutableMapping[str, Notes], child: Origin, parent: Origin, node: exp.Expr
) -> None:
    mine = names.canonical(parsed.path, child[0]).name
    other = names.canonical(parsed.path, parent[0]).name
    if MARKER in mine or MARKER in other:
        return
    ground = Ground(GroundKind.JOIN, f"joined on {parsed.shown(node)}", parsed.at(node))
    key = (child[1], other, parent[1])
    notes[mine].references.setdefault(key, Reference(child[1], other, parent[1], ground))


def _cases(parsed: Parsed, names: Names, notes: MutableMapping[str, Notes], scope: Scope) -> None:
    """A CASE without ELSE knows all values of its column, or means to."""
    for node in scope.nodes:
        if not isinstance(node, exp.Case) or node.args.get("default") is not None:
            continue
        told = _known_to(node)
        found = origin(parsed.scopes, scope, told[0]) if told is not None else None
        if told is None or found is None or not 2 <= len(told[1]) <= _MOST_VALUES:
            continue
        ground = Ground(GroundKind.CASE, f"a CASE without ELSE knows {', '.join(told[1])}", parsed.at(node))
        dataset = names.canonical(parsed.path, found[0]).name
        notes[dataset].values.setdefault(found[1], Valued(found[1], told[1], ground))


def _known_to(case: exp.Case) -> tuple[exp.Column, tuple[str, ...]] | None:
    """The one column that all branches compare with texts, and the texts."""
    columns: dict[str, exp.Column] = {}
    texts: dict[str, None] = {}
    for branch in case.args["ifs"]:
        asked = branch.this
        column: exp.Expr | None = None
        listed: list[exp.Expr] = []
        if case.this is not None:
            column, listed = bare(case.this), [asked]
        elif isinstance(asked, exp.EQ):
            column, listed = bare(asked.this), [bare(asked.expression)]
        elif isinstance(asked, exp.In):
            column, listed = bare(asked.this), list(asked.expressions)
        if not isinstance(column, exp.Column) or not listed:
            return None
        columns[column.sql()] = column
        if not all(isinstance(one, exp.Literal) and one.is_string for one in listed):
            return None
        texts |= dict.fromkeys(str(one.this) for one in listed)
    if len(columns) != 1 or any(MARKER in text for text in texts):
        return None
    return next(iter(columns.values())), tuple(texts)

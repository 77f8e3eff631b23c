"""How a statement makes its columns: the expressions on the way, as written and in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from headgate.facts.sql.model import Statement
from headgate.facts.sql.parsing import tree_of
from headgate.facts.sql.scopes import Relation, RelationKind, Scope, Scopes, branches, read_scopes
from headgate.facts.sql.wording import in_words, masks

_MOST = 6
"""Steps told of one column; its own first."""
_LONGEST = 600
"""Characters of an expression as written."""

_READABLE = 140
"""Characters of a condition within a sentence."""


@dataclass(frozen=True, slots=True)
class Step:
    """One expression that a column's value goes through."""

    text: str
    """As written; of a template as rendered, with blanks folded."""
    words: str
    line: int
    over: tuple[str, ...] = ()
    """The relations of its query, as named there."""
    where: tuple[str, ...] = ()
    """Conditions on the rows, its query's own and those behind it, as SQL."""
    by: tuple[str, ...] = ()
    """What the rows are grouped by, for an aggregate."""
    query: str = ""
    """The common table expression that it stands in; empty for the outermost query."""
    masking: bool = False
    """Only a hash of the value is left."""

    def __str__(self) -> str:
        told = self.words
        if self.over:
            told += f" over {_listed(self.over, 4)}"
        if self.where:
            told += f", where {' and '.join(_short(one) for one in self.where)}"
        return told + (f", for each {_listed(self.by, 5)}" if self.by else "")


class Making:
    """The columns of one statement. What cannot be parsed again, or is no SELECT, answers nothing."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement

    def of(self, column: str) -> tuple[Step, ...]:
        """The expressions that make `column`, nearest first; none where it is passed on as it is."""
        try:
            return self._reading.steps(column) if self._reading is not None else ()
        except RecursionError:
            return ()

    @cached_property
    def _reading(self) -> _Reading | None:
        try:
            tree = tree_of(self._statement.text, self._statement.dialect)
        except (SqlglotError, RecursionError):
            return None
        query = tree.args.get("expression") if isinstance(tree, (exp.Create, exp.Insert)) else tree
        return _Reading(self._statement, query, read_scopes(tree)) if isinstance(query, exp.Query) else None


class _Reading:
    """A statement, parsed again."""

    def __init__(self, statement: Statement, query: exp.Query, scopes: Scopes) -> None:
        self._statement = statement
        self._dialect = statement.dialect
        self._query = query
        self._scopes = scopes

    def steps(self, column: str) -> tuple[Step, ...]:
        steps: dict[tuple[str, int], Step] = {}
        seen: set[tuple[int, str]] = set()
        for branch in branches(self._query):
            name = self._name_in(branch, column)
            for step in self._trace(branch, name, "", (), seen):
                steps.setdefault((step.text, step.line), step)
                if len(steps) >= _MOST:
                    return tuple(steps.values())
        return tuple(steps.values())

    @cached_property
    def _tokens(self) -> list[Token]:
        try:
            return Dialect.get_or_raise(self._dialect or None).tokenize(self._statement.text)
        except SqlglotError:
            return []

    @cached_property
    def _starts(self) -> dict[int, int]:
        return {token.start: index for index, token in enumerate(self._tokens)}

    def _name_in(self, branch: exp.Expr, column: str) -> str:
        """The name that a branch of a set operation, or the query of an INSERT, gives what ends up as `column`."""
        named = [name.lower() for name in self._statement.target_columns]
        first = branches(self._query)[0]
        if not named and isinstance(self._query, exp.SetOperation) and isinstance(first, exp.Query):
            named = [name.lower() for name in first.named_selects]
        own = branch.named_selects if isinstance(branch, exp.Query) else []
        if column in named and len(own) == len(named):
            return str(own[named.index(column)]).lower()
        return column

    def _trace(
        self, select: exp.Expr, column: str, where_from: str, passed: tuple[str, ...], seen: set[tuple[int, str]]
    ) -> Iterator[Step]:
        scope = self._scopes.of(select)
        if scope is None or not isinstance(select, exp.Select) or (id(select), column) in seen:
            return
        seen.add((id(select), column))
        conditions = (*self._conditions(select), *passed)
        item = next((one for one in select.expressions if one.alias_or_name.lower() == column), None)
        if item is None:
            for relation in _starred(select, scope):
                yield from self._into(relation, column, conditions, seen)
            return
        made = item.unalias()
        if isinstance(made, exp.Column):
            owner = scope.owner(made)
            if owner is not None:
                yield from self._into(owner, made.name.lower(), conditions, seen)
            return
        yield replace(self._step(item, scope, conditions), query=where_from)
        for inner in made.find_all(exp.Column):
            owner = scope.owner(inner)
            if owner is not None:
                yield from self._into(owner, inner.name.lower(), (), seen)

    def _into(
        self, relation: Relation, column: str, conditions: tuple[str, ...], seen: set[tuple[int, str]]
    ) -> Iterator[Step]:
        if relation.query is None:
            return
        name = relation.node.name if relation.kind is RelationKind.CTE else relation.name
        for branch in branches(relation.query):
            yield from self._trace(branch, column, name, conditions, seen)

    def _step(self, item: exp.Expr, scope: Scope, conditions: tuple[str, ...]) -> Step:
        made = item.unalias()
        several = len(scope.relations) > 1

        def naming(column: exp.Column) -> str:
            owner = scope.owner(column) if several else None
            return f"{column.name} of {_called(owner)}" if owner is not None else column.name

        over, behind = self._behind(scope)
        written = self._written(item)
        return Step(
            text=written if len(written) <= _LONGEST else written[: _LONGEST - 1] + "…",
            words=in_words(made, naming, self._dialect),
            line=self._line(item),
            over=over,
            where=tuple(dict.fromkeys((*behind, *conditions))),
            by=tuple(self._groups(scope.query)) if _aggregates(made) else (),
            masking=masks(made),
        )

    def _behind(self, scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The relations of a query, and the conditions of what only filters the one relation before it."""
        conditions: list[str] = []
        while len(scope.relations) == 1 and (select := _filtering(scope.relations[0])) is not None:
            inner = self._scopes.of(select)
            if inner is None or not inner.relations:
                break
            conditions = [*self._conditions(select), *conditions]
            scope = inner
        called = (_called(one) for one in scope.relations)
        return tuple(dict.fromkeys(name for name in called if name)), tuple(conditions)

    def _conditions(self, select: exp.Select) -> Iterator[str]:
        for clause in ("where", "having", "qualify"):
            found = select.args.get(clause)
            if found is not None:
                yield self._sql(found.this)

    def _groups(self, query: exp.Expr) -> Iterator[str]:
        group = query.args.get("group")
        outputs = query.expressions
        for one in group.expressions if group is not None else ():
            number = int(one.name) if isinstance(one, exp.Literal) and one.name.isdigit() else 0
            if 1 <= number <= len(outputs):
                yield outputs[number - 1].alias_or_name or self._sql(outputs[number - 1])
            else:
                yield one.name if isinstance(one, exp.Column) else self._sql(one)

    def _sql(self, node: exp.Expr) -> str:
        return _NOT_NULL.sub(r"\1 IS NOT NULL", _folded(node.sql(dialect=self._dialect or None, comments=False)))

    def _line(self, item: exp.Expr) -> int:
        lines = [part.meta["line"] for part in item.walk() if "line" in part.meta]
        return self._statement.file_line(min(lines, default=0))

    def _written(self, item: exp.Expr) -> str:
        """The text before the alias, from the comma or SELECT before it on; else the tree's own SQL."""
        alias = item.args.get("alias")
        end = self._starts.get(alias.meta.get("start", -1)) if isinstance(alias, exp.Identifier) else None
        if end is None:
            return self._sql(item.unalias())
        if end and self._tokens[end - 1].token_type == TokenType.ALIAS:
            end -= 1
        start, depth = end, 0
        while start > 0:
            kind = self._tokens[start - 1].token_type
            if depth == 0 and kind in (TokenType.COMMA, TokenType.SELECT, TokenType.DISTINCT, TokenType.L_PAREN):
                break
            depth += (kind in _CLOSERS) - (kind in _OPENERS)
            start -= 1
        if start >= end:
            return self._sql(item.unalias())
        return _folded(self._statement.text[self._tokens[start].start : self._tokens[end - 1].end + 1])


_NOT_NULL = re.compile(r"\bNOT ([\w.]+) IS NULL")
"""How sqlglot writes IS NOT NULL."""
_SHAPING = ("joins", "laterals", "group", "distinct", "limit", "offset", "qualify", "having", "pivots")
"""Parts of a query after which a row is no longer a row of the relation before it."""
_OPENERS = (TokenType.L_PAREN, TokenType.L_BRACKET)
_CLOSERS = (TokenType.R_PAREN, TokenType.R_BRACKET)


def _starred(select: exp.Select, scope: Scope) -> Iterable[Relation]:
    """The relations whose columns a star passes on."""
    for item in select.expressions:
        if isinstance(item, exp.Star):
            return scope.relations
        if isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
            found = scope.find(item.table.lower())
            return [found] if found is not None else []
    return []


def _filtering(relation: Relation) -> exp.Select | None:
    """The query of a relation that passes columns of another one on, and at most leaves rows out."""
    query = relation.query
    if not isinstance(query, exp.Select) or any(query.args.get(part) for part in _SHAPING):
        return None
    plain = all(
        item.is_star or (isinstance(item.unalias(), exp.Column) and item.alias_or_name == item.unalias().name)
        for item in query.expressions
    )
    return query if plain else None


def _called(relation: Relation | None) -> str:
    """The name by which a reader knows a relation: the table's or CTE's own, not an alias of one letter."""
    if relation is None:
        return ""
    if isinstance(relation.node, exp.Table) and relation.node.name:
        parts = (relation.node.catalog, relation.node.db, relation.node.name)
        return ".".join(part for part in parts if part)
    return relation.name


def _aggregates(node: exp.Expr) -> bool:
    return any(node.find_all(exp.AggFunc)) and not any(node.find_all(exp.Window))


def _listed(names: tuple[str, ...], most: int) -> str:
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _short(condition: str) -> str:
    return condition if len(condition) <= _READABLE else condition[: _READABLE - 1] + "…"


def _folded(text: str) -> str:
    return " ".join(text.split())

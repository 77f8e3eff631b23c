"""Rule: A column without its table where several relations are in view."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import is_told
from headgate.facts.sql.outputs import relation_outputs
from headgate.facts.sql.scopes import RelationKind, Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

ROW_NAMES = frozenset(("bigquery", "duckdb", "postgres", "redshift"))
"""Dialects in which the alias of a relation alone stands for its row (or its value)."""
_UNITS = frozenset(
    (
        *("year", "years", "yyyy", "yy", "quarter", "qq", "month", "months", "mm", "week", "weeks", "isoweek", "ww"),
        *("weekday", "dayofweek", "dw", "day", "days", "dd", "dayofyear", "dy", "hour", "hours", "hh", "minute"),
        *("minutes", "mi", "second", "seconds", "ss", "millisecond", "microsecond", "nanosecond", "epoch", "date"),
    )
)
_CONSTANTS = frozenset(("sysdate", "systimestamp", "rownum", "level", "rowid", "user", "current_user", "current_date"))


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires("select total\nfrom orders o\njoin customers c on o.c = c.id\n", 1, path="q.sql"),
        fires("select o.id from orders o\nwhere o.c in (select c from blocked)\n", 2, path="q.sql"),
        silent("select o.total\nfrom orders o\njoin customers c on o.c = c.id\n", path="q.sql"),
        silent("with c as (select 1 as id), o as (select 2 as x)\nselect id from c cross join o\n", path="q.sql"),
        silent("select o.a as total from orders o join lines l using (id) order by total, id\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A column without its table where several relations are in view.

    ## Why it matters
    The reader cannot tell where it comes from, and the day a second relation gets a column of that name, the
    statement fails. In a subquery it is worse: if the inner table has no such column, the outer one's is taken
    without a word, and the filter keeps everything.

    ## Instead
    Qualify columns as soon as FROM has two relations, and in every subquery of a condition.

    ## When it stays silent
    The relations' columns are known and one alone has it, it is a USING column, or the SELECT list gives the name.

    ## Fix
    Put the relation's alias before the column.
    """
    for scope in statement.scopes.all:
        found = next((column for column in scope.columns if _is_open(column, scope, statement)), None)
        if found is None:
            continue
        near = sorted(relation.name for relation in scope.relations if relation.name)
        around = scope.outer.relations if scope.outer is not None and len(scope.relations) < 2 else []
        names = ", ".join([*near, *(relation.name for relation in around if relation.name)])
        where = "the subquery or of the query around it" if around else "the joined relations"
        message = f"{found.name} has no qualifier; it may be a column of any of {where} ({names})."
        yield Found(message, statement.line(found), found.name.lower())


def _is_open(column: exp.Column, scope: Scope, statement: SqlStatement) -> bool:
    name = column.name.lower()
    if column.table or isinstance(column.this, exp.Star) or not isinstance(scope.query, exp.Select):
        return False
    if not scope.relations or not _is_crowded(scope) or name in _CONSTANTS or not is_told(name) or name[0] == "@":
        return False
    if _is_alias(column, name, scope) or name in _using(scope) or _is_unit(column, name):
        return False
    if any(name in relation.names for relation in scope.relations):
        value = any(name in r.names and r.kind is RelationKind.OTHER for r in scope.relations)
        return not value and statement.dialect not in ROW_NAMES
    return not _is_settled(name, scope, statement)


def _is_crowded(scope: Scope) -> bool:
    """Whether more than one relation is in view."""
    if len(scope.relations) > 1:
        return True
    return scope.outer is not None and not scope.derived and bool(scope.outer.relations)


def _is_alias(column: exp.Column, name: str, scope: Scope) -> bool:
    """Whether the SELECT list gives the name, in an item other than (and not after) the one it stands in."""
    item: exp.Expr = column
    while item.parent is not None and item.parent is not scope.query:
        item = item.parent
    items = scope.query.expressions
    listed = item.arg_key == "expressions"
    for other in items:
        if listed and other is item:
            return False
        if isinstance(other, exp.Alias) and other.alias.lower() == name and not _is_plain(other, name):
            return True
    return not listed and name in scope.output_names


def _is_plain(item: exp.Alias, name: str) -> bool:
    return isinstance(item.this, exp.Column) and item.this.name.lower() == name and not item.this.table


def _using(scope: Scope) -> set[str]:
    joins = (relation.join for relation in scope.relations if relation.join is not None)
    return {column.name.lower() for join in joins for column in join.args.get("using") or ()}


def _is_unit(column: exp.Column, name: str) -> bool:
    return name in _UNITS and isinstance(column.parent, (exp.Func, exp.Interval, exp.Extract))


def _is_settled(name: str, scope: Scope, statement: SqlStatement) -> bool:
    """Whether the columns of all relations in view are known and one alone has `name`."""
    outputs = [relation_outputs(relation, statement.scopes) for relation in scope.relations]
    here = sum(name in known.names for known in outputs if known is not None)
    if here == 1 and len(scope.relations) == 1:
        return True
    return here == 1 and None not in outputs

"""The columns that an expression names, and what each does to the value, in one walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from sqlglot import exp

from headgate.facts.sql.model import Nested, Query, Ref
from headgate.lineage import Effect

_SAME = (exp.Alias, exp.Aliases, exp.Paren, exp.PivotAlias, exp.Tuple)
_NO_AGGREGATES = (exp.FirstValue, exp.LastValue, exp.NthValue, exp.Lag, exp.Lead)
"""sqlglot counts them among the aggregates, but they hand one row's value on."""


class Queries(Protocol):
    """Who reads a query inside an expression."""

    def query(self, node: exp.Expr) -> Query: ...

    dialect: str

    def line_of(self, node: exp.Expr) -> int: ...

    def dictionary(self, node: exp.Expr) -> None: ...


@dataclass(slots=True)
class Named:
    """What an expression names."""

    refs: list[Ref] = field(default_factory=list)
    queries: list[Nested] = field(default_factory=list)


def named_in(roots: Iterable[exp.Expr], effect: Effect, queries: Queries) -> Named:
    """All columns and queries under `roots`, which stand where `effect` applies; without recursion."""
    named = Named()
    stack: list[tuple[exp.Expr, Effect, frozenset[str]]] = [(root, effect, frozenset()) for root in roots]
    stack.reverse()
    while stack:
        node, here, bound = stack.pop()
        if isinstance(node, exp.Column):
            _column(node, here, bound, queries, named)
        elif isinstance(node, (exp.Query, exp.Subquery)):
            named.queries.append(Nested(here, queries.query(node)))
        else:
            if isinstance(node, exp.Lambda):
                bound = bound | {name.name.lower() for name in node.expressions}
            below = [(child, then, bound) for child, then in _below(node, here)]
            if isinstance(node, exp.Anonymous) and node.expressions and node.name.upper().startswith("DICTGET"):
                queries.dictionary(below.pop(0)[0])
            if not queries.dialect and isinstance(node, exp.Func):
                below = [one for one in below if not _is_date_part(node, one[0])]
            below.reverse()
            stack += below
    named.refs = list(dict.fromkeys(named.refs))
    return named


_DATE_PARTS = frozenset(
    (
        "year",
        "quarter",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "second",
        "millisecond",
        "dayofweek",
        "dayofyear",
        "epoch",
    )
)


def _is_date_part(function: exp.Func, argument: exp.Expr) -> bool:
    """`day` in `dateadd(day, 1, x)`: where no dialect is told, sqlglot reads it as a column."""
    if not isinstance(argument, exp.Column) or argument.args.get("table") or argument.name.lower() not in _DATE_PARTS:
        return False
    name = function.name if isinstance(function, exp.Anonymous) else function.key
    return any(word in name.lower() for word in ("date", "time", "trunc", "diff", "extract", "last_day"))


def qualifier_of(column: exp.Column) -> str:
    """Dotted names before the column, folded."""
    return ".".join(part.name for part in column.parts[:-1]).lower()


def _column(node: exp.Column, here: Effect, bound: frozenset[str], queries: Queries, named: Named) -> None:
    qualifier = qualifier_of(node)
    name = node.name.lower()
    first = qualifier.partition(".")[0] or name
    if isinstance(node.this, exp.Star) or first in bound or not name:
        return
    named.refs.append(Ref(qualifier, name, here, queries.line_of(node)))


def _below(node: exp.Expr, here: Effect) -> Iterator[tuple[exp.Expr, Effect]]:
    """The parts of `node` with the effect that each has on the whole."""
    conditions = _conditions(node)
    inner = _inside(node, here)
    for key, value in node.args.items():
        parts = value if isinstance(value, list) else (value,)
        for part in parts:
            if isinstance(part, exp.Expr) and not isinstance(part, (exp.Identifier, exp.DataType)):
                told = conditions.get(key)
                yield part, (told if told and here.direct else inner)


def _inside(node: exp.Expr, here: Effect) -> Effect:
    if not here.direct or isinstance(node, _SAME):
        return here
    if isinstance(node, exp.AggFunc) and not isinstance(node, _NO_AGGREGATES):
        return Effect.AGGREGATION
    return Effect.TRANSFORMATION if here is Effect.IDENTITY else here


def _conditions(node: exp.Expr) -> dict[str, Effect]:
    """Arguments that steer which value is taken, and are not part of it."""
    if isinstance(node, exp.Window):
        return {"partition_by": Effect.WINDOW, "order": Effect.WINDOW}
    if isinstance(node, exp.If):
        return {"this": Effect.CONDITIONAL}
    if isinstance(node, exp.Case):
        return {"this": Effect.CONDITIONAL}
    if isinstance(node, exp.Filter):
        return {"expression": Effect.CONDITIONAL}
    return {}

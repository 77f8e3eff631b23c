"""Formulas and filters of a query as conditions on the rows that it makes, where all they speak of is among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.facts.dbt.jinja.unknown import MARKER
from headgate.facts.sql.expressions import bare, columns_of, conjuncts, is_constant
from headgate.facts.sql.scopes import Scope, branches
from headgate.suites.evidence.parsed import Parsed
from headgate.suites.evidence.told import Condition
from headgate.suites.rule import Ground, GroundKind
from headgate.suites.sql import quoted

_ALLOWED = (
    *(exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Neg, exp.Not, exp.And, exp.Or),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Round, exp.Abs, exp.Coalesce, exp.Nullif, exp.Case, exp.If),
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Between, exp.Greatest, exp.Least),
    *(exp.Lower, exp.Upper, exp.Trim, exp.Length, exp.Concat, exp.DPipe, exp.Cast, exp.DataType, exp.DataTypeParam),
)
"""What a condition may be made of: nothing that reads, remembers, or changes from one run to the next."""
_NUMERIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Round, exp.Neg, exp.Abs)
_MOST = 40
_TOLERANCE = 0.01
_DEEPEST = 10


def conditions_of(parsed: Parsed) -> Iterator[Condition]:
    """What each row of the statement's target meets."""
    each = branches(parsed.query)
    if len(each) != 1:
        return
    found = _outermost(parsed, each[0])
    if found is None:
        return
    select, scope = found
    given = _given(select, scope)
    count = 0
    for item in select.expressions:
        told = _formula(parsed, scope, item, given)
        if told is not None and count < _MOST:
            count += 1
            yield told
    where = select.args.get("where")
    for part in conjuncts(where.this if where is not None else None):
        filtered = _filter(parsed, scope, part, given)
        if filtered is not None and count < _MOST:
            count += 1
            yield filtered


def _outermost(parsed: Parsed, query: exp.Expr, depth: int = 0) -> tuple[exp.Select, Scope] | None:
    """The query that makes the columns: `select * from final` only passes them on."""
    scope = parsed.scopes.of(query)
    if scope is None or not isinstance(query, exp.Select):
        return None
    passing = len(query.expressions) == 1 and isinstance(query.expressions[0], exp.Star)
    plain = not any(query.args.get(part) for part in ("where", "joins", "group", "qualify", "limit", "distinct"))
    inner = scope.relations[0].query if len(scope.relations) == 1 else None
    if passing and plain and inner is not None and depth < _DEEPEST:
        each = branches(inner)
        return _outermost(parsed, each[0], depth + 1) if len(each) == 1 else None
    return query, scope


def _given(select: exp.Select, scope: Scope) -> Mapping[tuple[str, str], str]:
    """Column of a relation to the name under which the query passes it on."""
    found: dict[tuple[str, str], str] = {}
    for item in select.expressions:
        made = bare(item.unalias())
        owner = scope.owner(made) if isinstance(made, exp.Column) and not item.is_star else None
        if owner is not None:
            found.setdefault((owner.name, made.name.lower()), item.alias_or_name.lower())
    return found


def _formula(parsed: Parsed, scope: Scope, item: exp.Expr, given: Mapping[tuple[str, str], str]) -> Condition | None:
    made = bare(item.unalias())
    name = item.alias_or_name.lower()
    if item.is_star or not name.isidentifier() or isinstance(made, exp.Column) or is_constant(made):
        return None
    rewritten = _over_outputs(scope, made, given)
    if rewritten is None:
        return None
    sql, columns = rewritten
    if name in columns:
        return None
    value = quoted(name)
    near = f"abs({value} - ({sql})) <= {_TOLERANCE}"
    condition = near if isinstance(made, _NUMERIC) else f"{value} is not distinct from ({sql})"
    words = f"{name} = {parsed.shown(made)}" + (f", within {_TOLERANCE:g}" if isinstance(made, _NUMERIC) else "")
    ground = Ground(GroundKind.FORMULA, f"{parsed.shown(made)} as {name}", parsed.at(item))
    return Condition(condition, words, (name, *columns), ground)


def _filter(parsed: Parsed, scope: Scope, part: exp.Expr, given: Mapping[tuple[str, str], str]) -> Condition | None:
    if is_constant(part):
        return None
    rewritten = _over_outputs(scope, part, given)
    if rewritten is None:
        return None
    ground = Ground(GroundKind.FILTER, f"where {parsed.shown(part)}", parsed.at(part))
    return Condition(f"({rewritten[0]})", parsed.shown(part), rewritten[1], ground)


def _over_outputs(
    scope: Scope, node: exp.Expr, given: Mapping[tuple[str, str], str]
) -> tuple[str, tuple[str, ...]] | None:
    """An expression over the query's own outputs, as SQL of DuckDB; None where it speaks of something else."""
    if not all(isinstance(part, _ALLOWED) for part in node.walk()):
        return None
    copied = node.copy()
    columns: dict[str, None] = {}
    for mine, own in zip(columns_of(copied), columns_of(node), strict=True):
        owner = scope.owner(own)
        name = given.get((owner.name, own.name.lower())) if owner is not None else None
        if name is None:
            return None
        columns[name] = None
        mine.set("table", None)
        mine.set("db", None)
        mine.set("this", exp.to_identifier(name, quoted=True))
    if not columns:
        return None
    # DuckDB reads the text again: what its dialect cannot say is not spoken of.
    try:
        sql = copied.sql(dialect="duckdb", comments=False)
    except (SqlglotError, ValueError, RecursionError):
        return None
    return (sql, tuple(columns)) if MARKER not in sql and len(sql) < 2_000 else None

"""How an incremental run chooses its rows: comparisons with what the model's own table holds already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from headgate.facts.dbt.jinja.render import Rendered
from headgate.facts.dbt.model import Watermark
from headgate.facts.sql.expressions import UNTOLD, columns_of, conjuncts
from headgate.facts.sql.scopes import branches
from headgate.facts.sql.tree import SqlStatement

_OPERATORS = {exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=", exp.EQ: "="}
_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "="}
_DAYS = (exp.Date, exp.DateTrunc, exp.TimestampTrunc, exp.DatetimeTrunc, exp.TsOrDsToDate)
_BACK = (exp.Sub, exp.DateSub, exp.TimestampSub, exp.DatetimeSub, exp.Add, exp.DateAdd, exp.TimestampAdd)
_GUARDS = (exp.Coalesce, exp.Nullif, exp.If, exp.Case)
_MOST = 20


def watermarks(model: str, renderings: Sequence[tuple[Rendered, list[SqlStatement]]]) -> tuple[Watermark, ...]:
    """The comparisons of a model's incremental rendering with a MIN or MAX over its own table."""
    if not renderings or not renderings[-1][0].incremental or not renderings[-1][1]:
        return ()
    statement = renderings[-1][1][-1]
    first = renderings[0][1][-1].tree if len(renderings) > 1 and renderings[0][1] else None
    empty = first is not None and _gives_nothing(first)
    return tuple(_watermarks(model.lower(), statement, first_is_empty=empty))[:_MOST]


def _watermarks(model: str, statement: SqlStatement, *, first_is_empty: bool) -> Iterator[Watermark]:
    links = _links(statement.tree)
    outputs = _outputs(statement.tree)
    for node in statement.tree.find_all(*_OPERATORS):
        for new, old, turned in ((node.this, node.expression, False), (node.expression, node.this, True)):
            query = _extreme_of(old, model)
            if query is None or _extreme_of(new, model) is not None:
                continue
            call = next(iter(query.find_all(exp.Max, exp.Min)))
            held = [column.name.lower() for column in columns_of(call)]
            mine = sorted({column.name.lower() for column in columns_of(new)})
            operator = _OPERATORS[type(node)]
            yield Watermark(
                line=statement.line(node),
                column=mine[0] if len(mine) == 1 else "",
                operator=_TURNED[operator] if turned else operator,
                held=held[0] if len(held) == 1 else "",
                narrowed=_narrowed(query),
                guarded=old.find(*_GUARDS) is not None or _is_alternative(node),
                whole_days=_is_day(new) or (len(held) == 1 and _is_day(old)),
                back=any(isinstance(part, _BACK) for part in (*old.walk(), *new.walk())),
                related=len(mine) != 1 or len(held) != 1 or held[0] in _reached(mine[0], links),
                shared=len(mine) == 1 and mine[0] in outputs,
                first_is_empty=first_is_empty,
            )


def _extreme_of(node: exp.Expr, model: str) -> exp.Select | None:
    """The query within `node` that takes a MIN or MAX over the model's own table, and over it alone."""
    for query in node.find_all(exp.Select):
        tables = list(query.find_all(exp.Table))
        own = len(tables) == 1 and tables[0].name.lower() == model
        if own and len(query.expressions) == 1 and query.expressions[0].find(exp.Max, exp.Min) is not None:
            return query if not query.args.get("group") else None
    return None


def _narrowed(query: exp.Select) -> bool:
    """Whether the query looks at some rows of the table only, for a reason other than speed."""
    where = query.args.get("where")
    parts = conjuncts(where.this) if where is not None else ()
    return any(isinstance(part, exp.EQ | exp.In) for part in parts)


def _is_alternative(node: exp.Expr) -> bool:
    """Whether something else may let the row in: `or not exists (…)`, `or (select …) is null`."""
    above = node.parent
    while isinstance(above, exp.Paren | exp.And):
        above = above.parent
    return isinstance(above, exp.Or)


def _is_day(node: exp.Expr) -> bool:
    while isinstance(node, exp.Paren | exp.Subquery | exp.Max | exp.Alias):
        node = node.this
    if isinstance(node, exp.Select):
        return len(node.expressions) == 1 and _is_day(node.expressions[0])
    if isinstance(node, exp.Cast):
        return node.to.is_type(exp.DataType.Type.DATE)
    return isinstance(node, _DAYS)


def _links(tree: exp.Expr) -> dict[str, set[str]]:
    """Names that stand for one another somewhere in the statement: an alias and the columns of its expression."""
    links: dict[str, set[str]] = {}
    for alias in tree.find_all(exp.Alias):
        name = alias.alias.lower()
        for column in columns_of(alias.this):
            other = column.name.lower()
            links.setdefault(name, set()).add(other)
            links.setdefault(other, set()).add(name)
    return links


def _reached(name: str, links: dict[str, set[str]]) -> set[str]:
    found = {name}
    waiting = [name]
    while waiting:
        for other in links.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _outputs(tree: exp.Expr) -> frozenset[str]:
    """Names that the statement certainly gives; UNTOLD ones are none."""
    if not isinstance(tree, exp.Query):
        return frozenset()
    each = [
        {item.alias_or_name.lower() for item in branch.expressions if not item.is_star}
        for branch in branches(tree)
        if isinstance(branch, exp.Select)
    ]
    return frozenset(name for name in set.intersection(*each) if UNTOLD not in name) if each else frozenset()


def _gives_nothing(tree: exp.Expr) -> bool:
    """Whether the first run only makes the table, without a row."""
    for branch in branches(tree) if isinstance(tree, exp.Query) else ():
        where = branch.args.get("where")
        limit = branch.args.get("limit")
        plainly = any(
            (isinstance(part, exp.Boolean) and not part.this)
            or (
                isinstance(part, exp.EQ)
                and isinstance(part.this, exp.Literal)
                and isinstance(part.expression, exp.Literal)
                and part.this != part.expression
            )
            for part in conjuncts(where.this if where is not None else None)
        )
        if not plainly and not (isinstance(limit, exp.Limit) and limit.expression.sql() == "0"):
            return False
    return True

"""What an incremental run of a model reads again of what it has already put into its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from headgate.facts.dbt.jinja.render import Rendered
from headgate.facts.sql.tree import SqlStatement

_BACK = (exp.Sub, exp.DateSub, exp.TimestampSub, exp.DatetimeSub)
_MOVED = (*_BACK, exp.Add, exp.DateAdd, exp.TimestampAdd, exp.DatetimeAdd, exp.Interval, exp.Anonymous)


def rereads(model: str, renderings: Sequence[tuple[Rendered, list[SqlStatement]]]) -> str:
    """`everything`, `latest`, `window`, or empty where each row is read once or it is not clear.

    `renderings` are those of one model, first run and incremental run, with their statements.
    """
    if any(rendered.missed or rendered.used.queries or rendered.used.asked_execute for rendered, _ in renderings):
        return ""
    rendered, statements = renderings[-1]
    if not statements or _gives_nothing(statements[-1].tree):
        return ""
    if not rendered.used.asked_incremental:
        return "" if _uses(statements[-1].tree, model) else "everything"
    if not rendered.incremental:
        return ""
    tree = statements[-1].tree
    found = [(node, _kind(node, model)) for node in _comparisons(tree, model)]
    within = sum(_uses(node, model) for node, kind in found if kind)
    # Any other use of the table, such as an anti join, may keep out what the comparison lets in.
    return found[0][1] if len(found) == 1 and within == _uses(tree, model) else ""


def _gives_nothing(tree: exp.Expr) -> bool:
    """Whether a filter is plainly false: such models only give a table its columns."""
    for where in tree.find_all(exp.Where):
        for node in where.find_all(exp.EQ, exp.Boolean):
            if isinstance(node, exp.Boolean) and not node.this:
                return True
            sides = (node.this, node.args.get("expression"))
            if all(isinstance(side, exp.Literal) for side in sides) and sides[0] != sides[1]:
                return True
    return any(limit.expression.name == "0" for limit in tree.find_all(exp.Limit) if limit.args.get("expression"))


def _comparisons(tree: exp.Expr, model: str) -> Iterator[exp.Expr]:
    """Comparisons one side of which is a query on the model's own table."""
    for node in tree.find_all(exp.GT, exp.GTE, exp.LT, exp.LTE):
        if any(_is_query_on(side, model) for side in node.iter_expressions()):
            yield node


def _kind(node: exp.Expr, model: str) -> str:
    """What `column >= (select max(column) from this)` lets in of the rows that are there."""
    greater = isinstance(node, (exp.GT, exp.GTE))
    new, old = (node.this, node.args["expression"]) if greater else (node.args["expression"], node.this)
    if _is_query_on(new, model) or not any(isinstance(part, exp.Max) for part in old.walk()):
        return ""
    moved = [part for part in (*old.walk(), *new.walk()) if isinstance(part, _MOVED)]
    if moved:
        return "window" if all(isinstance(part, (*_BACK, exp.Interval)) for part in moved) and not _moved(new) else ""
    return "latest" if isinstance(node, (exp.GTE, exp.LTE)) else ""


def _moved(node: exp.Expr) -> bool:
    return any(isinstance(part, _MOVED) for part in node.walk())


def _is_query_on(node: exp.Expr, model: str) -> bool:
    has_query = isinstance(node, exp.Query) or node.find(exp.Query) is not None
    return has_query and _uses(node, model) > 0


def _uses(tree: exp.Expr, model: str) -> int:
    return sum(table.name.lower() == model.lower() for table in tree.find_all(exp.Table))

"""Conditions in SQL of DuckDB as expressions over a frame of pandas."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.facts.sql.parsing import tree_of

_OPERATORS: Mapping[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.EQ: "==",
    exp.NEQ: "!=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.And: "&",
    exp.Or: "|",
}
_FORMS: Mapping[type[exp.Expr], str] = {
    exp.Neg: "(-{})",
    exp.Not: "(~{})",
    exp.Abs: "{}.abs()",
    exp.Is: "{}.isna()",
    exp.Hour: "{}.dt.hour",
}
_DEEPEST = 60


class _NoWords(Exception):  # noqa: N818 - an answer about an expression
    """pandas has no words for it here."""


def over_frame(condition: str) -> str:
    """A condition on each row, as a series of truth over `df`; what is unknown passes. Empty where it cannot be said.

    >>> over_frame('"a" <= "b"')
    "((df['a'] <= df['b']) | df[['a', 'b']].isna().any(axis=1))"
    """
    try:
        tree = tree_of(condition, "duckdb")
        told = _said(tree, 0)
    except (SqlglotError, _NoWords):
        return ""
    if any(isinstance(part, exp.Is | exp.NullSafeEQ) for part in tree.walk()):
        return told
    columns = list(dict.fromkeys(column.name for column in tree.find_all(exp.Column)))
    return f"({told} | df[{columns!r}].isna().any(axis=1))" if columns else ""


def over_series(aggregate: str) -> str:
    """A share `avg(case when … then 1.0 else 0.0 end)` as a number over `df`; empty for any other aggregate."""
    try:
        tree = tree_of(aggregate, "duckdb")
        case = tree.this if isinstance(tree, exp.Avg) else None
        if not isinstance(case, exp.Case) or len(case.args["ifs"]) != 1:
            return ""
        return f"{_said(case.args['ifs'][0].this, 0)}.mean()"
    except (SqlglotError, _NoWords):
        return ""


def _said(node: exp.Expr, depth: int) -> str:
    if depth > _DEEPEST:
        raise _NoWords
    operator = _OPERATORS.get(type(node))
    if operator is not None:
        return f"({_said(node.this, depth + 1)} {operator} {_said(node.expression, depth + 1)})"
    match node:
        case exp.Column():
            return f"df[{node.name!r}]"
        case exp.Literal():
            return repr(str(node.this)) if node.is_string else str(node.this)
        case exp.Boolean():
            return repr(bool(node.this))
        case exp.Paren():
            return _said(node.this, depth + 1)
        case exp.In() if node.expressions:
            listed = ", ".join(_said(one, depth + 1) for one in node.expressions)
            return f"{_said(node.this, depth + 1)}.isin([{listed}])"
        case exp.Between():
            value, low, high = (_said(node.args[name], depth + 1) for name in ("this", "low", "high"))
            return f"{value}.between({low}, {high})"
        case exp.Cast():
            return _cast(node, depth)
    form = _FORMS.get(type(node))
    if form is None or (isinstance(node, exp.Is) and not isinstance(node.expression, exp.Null)):
        raise _NoWords
    return form.format(_said(node.this, depth + 1))


def _cast(node: exp.Cast, depth: int) -> str:
    value = _said(node.this, depth + 1)
    if node.to.is_type(*exp.DataType.TEXT_TYPES):
        return f'{value}.astype("string")'
    if node.to.is_type(exp.DataType.Type.DATE):
        return f"{value}.dt.normalize()"
    raise _NoWords

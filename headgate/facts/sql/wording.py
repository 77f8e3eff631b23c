"""An SQL expression in words: "sum of amount", "price times quantity, or 0 where that is NULL".

What has no words here is given as SQL, never as a guess at its meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

LONGEST = 160
"""Characters of a text in words; what is longer names its columns only."""
_DEEPEST = 12

Naming = Callable[[exp.Column], str]
"""How a column is called."""

_SIMPLE: Mapping[type[exp.Expr], str] = {
    exp.Sum: "sum of {}", exp.Avg: "average of {}", exp.Max: "largest {}", exp.Min: "smallest {}",
    exp.ArrayAgg: "list of {}", exp.Median: "median of {}", exp.Stddev: "standard deviation of {}",
    exp.Variance: "variance of {}", exp.ApproxDistinct: "about how many distinct {}", exp.AnyValue: "any one {}",
    exp.First: "first {}", exp.Last: "last {}", exp.FirstValue: "first {}", exp.LastValue: "last {}",
    exp.Lag: "{} of the row before", exp.Lead: "{} of the row after", exp.GroupConcat: "joined text of {}",
    exp.LogicalOr: "whether any row has {}", exp.LogicalAnd: "whether all rows have {}",
    exp.CountIf: "number of rows where {}", exp.Lower: "{} in lower case", exp.Upper: "{} in upper case",
    exp.Trim: "{} without surrounding blanks", exp.Abs: "{} without its sign", exp.Round: "{} rounded",
    exp.Floor: "{} rounded down", exp.Ceil: "{} rounded up", exp.Length: "length of {}", exp.Neg: "minus {}",
    exp.MD5: "MD5 hash of {}", exp.SHA: "SHA hash of {}", exp.SHA2: "SHA-2 hash of {}", exp.Paren: "({})",
    exp.Initcap: "{} with initial capitals", exp.ParseJSON: "{} read as JSON", exp.Year: "year of {}",
    exp.Month: "month of {}", exp.Day: "day of {}",
}  # fmt: skip
"""Functions whose first argument says it all."""
_BETWEEN: Mapping[type[exp.Expr], str] = {
    exp.Add: "plus", exp.Sub: "minus", exp.Mul: "times", exp.Div: "divided by", exp.And: "and", exp.Or: "or",
    exp.EQ: "=", exp.NEQ: "<>", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=", exp.DPipe: "followed by",
}  # fmt: skip
_RANKS: Mapping[type[exp.Expr], str] = {
    exp.RowNumber: "row number",
    exp.Rank: "rank",
    exp.DenseRank: "rank without holes",
}


def in_words(node: exp.Expr, naming: Naming, dialect: str = "") -> str:
    """What `node` computes, on one line."""
    told = _Speaker(naming, dialect).say(node, 0)
    if len(told) <= LONGEST:
        return told
    named = list(dict.fromkeys(naming(column) for column in node.find_all(exp.Column, bfs=False)))
    if not named:
        return "an expression without columns"
    more = f" and {len(named) - 6} more" if len(named) > 6 else ""
    kind = "one of several cases" if isinstance(node, exp.Case) else "an expression"
    return f"{kind} of {', '.join(named[:6])}{more}"


def masks(node: exp.Expr) -> bool:
    """Whether the value is hidden on the way: only a hash of it is left."""
    return isinstance(node.unalias(), (exp.MD5, exp.SHA, exp.SHA2, exp.FarmFingerprint, exp.MD5Digest))


def _is_compound(node: exp.Expr) -> bool:
    """Whether the words for `node` would run into those around it."""
    around = node.parent
    if isinstance(around, (exp.Paren, exp.If, exp.Case, exp.Where, exp.Not)):
        return False
    if type(node) in _BETWEEN:
        return type(around) not in _BETWEEN
    return isinstance(node, (exp.Coalesce, exp.Case, exp.If, exp.Filter))


class _Speaker:
    def __init__(self, naming: Naming, dialect: str) -> None:
        self._naming = naming
        self._dialect = dialect

    def say(self, node: Any, depth: int) -> str:
        if depth > _DEEPEST or not isinstance(node, exp.Expr):
            return "…" if isinstance(node, exp.Expr) else str(node or "")
        depth += 1
        if isinstance(node, exp.Alias):
            return self.say(node.this, depth)
        if depth > 1 and _is_compound(node):
            return f"({self._said(node, depth)})"
        return self._said(node, depth)

    def _said(self, node: exp.Expr, depth: int) -> str:
        kind = type(node)
        if isinstance(node, exp.Column):
            return self._naming(node)
        if kind in _SIMPLE and isinstance(node.args.get("this"), exp.Expr):
            return _SIMPLE[kind].format(self.say(node.this, depth))
        if kind in _BETWEEN:
            return f"{self.say(node.this, depth)} {_BETWEEN[kind]} {self.say(node.args.get('expression'), depth)}"
        if kind in _RANKS:
            return _RANKS[kind]
        special = _SPECIAL.get(kind)
        return special(self, node, depth) if special else self.code(node)

    def code(self, node: exp.Expr) -> str:
        """`node` as SQL."""
        return " ".join(node.sql(dialect=self._dialect or None, comments=False).split())

    def count(self, node: exp.Expr, depth: int) -> str:
        what = node.args.get("this")
        if isinstance(what, exp.Distinct):
            return f"number of distinct {', '.join(self.say(one, depth) for one in what.expressions)}"
        if isinstance(what, (exp.Star, exp.Literal)) or what is None:
            return "number of rows"
        return f"number of rows with {self.say(what, depth)}"

    def distinct(self, node: exp.Expr, depth: int) -> str:
        return f"distinct {', '.join(self.say(one, depth) for one in node.expressions)}"

    def coalesce(self, node: exp.Expr, depth: int) -> str:
        told = [self.say(one, depth) for one in (node.this, *node.expressions)]
        return f"{told[0]}, or {', else '.join(told[1:])} where that is NULL" if len(told) > 1 else told[0]

    def cast(self, node: exp.Expr, depth: int) -> str:
        to = node.args.get("to")
        return f"{self.say(node.this, depth)} as {self.code(to) if to is not None else 'another type'}"

    def case(self, node: exp.Expr, depth: int) -> str:
        subject = node.args.get("this")
        begun = f"by {self.say(subject, depth)}: " if isinstance(subject, exp.Expr) else ""
        parts = [
            f"{self.say(one.args.get('true'), depth)} where {self.say(one.this, depth)}"
            for one in node.args.get("ifs", [])
        ]
        default = node.args.get("default")
        if default is not None:
            parts.append(f"otherwise {self.say(default, depth)}")
        return begun + "; ".join(parts)

    def choice(self, node: exp.Expr, depth: int) -> str:
        told = f"{self.say(node.args.get('true'), depth)} where {self.say(node.this, depth)}"
        other = node.args.get("false")
        return f"{told}; otherwise {self.say(other, depth)}" if other is not None else told

    def window(self, node: exp.Expr, depth: int) -> str:
        told = self.say(node.this, depth)
        groups = node.args.get("partition_by") or []
        if groups:
            told += f" within each {', '.join(self.say(one, depth) for one in groups)}"
        order = node.args.get("order")
        if isinstance(order, exp.Expr):
            told += f" in order of {', '.join(self.say(one, depth) for one in order.expressions)}"
        return told

    def ordered(self, node: exp.Expr, depth: int) -> str:
        return self.say(node.this, depth) + (" descending" if node.args.get("desc") else "")

    def filtered(self, node: exp.Expr, depth: int) -> str:
        where = node.args.get("expression")
        return f"{self.say(node.this, depth)} of rows where {self.say(getattr(where, 'this', where), depth)}"

    def null(self, node: exp.Expr, depth: int) -> str:
        if isinstance(node.args.get("expression"), exp.Null):
            return f"{self.say(node.this, depth)} is NULL"
        return self.code(node)

    def negated(self, node: exp.Expr, depth: int) -> str:
        inner = node.this
        if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
            return f"{self.say(inner.this, depth)} is not NULL"
        return f"not {self.say(inner, depth)}"

    def truncated(self, node: exp.Expr, depth: int) -> str:
        unit = node.args.get("unit")
        return f"{self.say(node.this, depth)} cut to the {unit.name.lower() if unit is not None else 'unit'}"

    def query(self, _node: exp.Expr, _depth: int) -> str:
        return "the answer of a subquery"


_SPECIAL: Mapping[type[exp.Expr], Callable[[_Speaker, Any, int], str]] = {
    exp.Count: _Speaker.count,
    exp.Distinct: _Speaker.distinct,
    exp.Coalesce: _Speaker.coalesce,
    exp.Cast: _Speaker.cast,
    exp.TryCast: _Speaker.cast,
    exp.Case: _Speaker.case,
    exp.If: _Speaker.choice,
    exp.Window: _Speaker.window,
    exp.Ordered: _Speaker.ordered,
    exp.Filter: _Speaker.filtered,
    exp.Is: _Speaker.null,
    exp.Not: _Speaker.negated,
    exp.DateTrunc: _Speaker.truncated,
    exp.TimestampTrunc: _Speaker.truncated,
    exp.Subquery: _Speaker.query,
}

"""Rule: Ranges of a CASE between which values fall through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sqlglot import exp

from headgate.facts.sql.expressions import bare, conjuncts, same, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_MOST_DIGITS = 18
_MIRRORED = {exp.LT: exp.GT, exp.LTE: exp.GTE, exp.GT: exp.LT, exp.GTE: exp.LTE}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select case
              when bun is null then null
              when bun < 28.0 then 0
              when bun < 83.0 then 6
              when bun >= 84.0 then 10
            end as score
            from labs
            """,
            5,
            path="q.sql",
        ),
        fires("select case when n < 10 then 'few' when n > 10 then 'many' end as size from t\n", 1, path="q.sql"),
        silent("select case when n <= 10 then 'few' when n >= 11 then 'many' end as size from t\n", path="q.sql"),
        silent("select case when n <= 1 then 'low' when n > 20 then 'high' end as size from t\n", path="q.sql"),
        silent("select case when n < 83 then 6 when n >= 84 then 10 else 0 end as score from labs\n", path="q.sql"),
        silent("select case when n < 10 then 'few' when n > 10 and vip then 'many' end as s from t\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Ranges of a CASE between which values fall through.

    ## Why it matters
    The branches were to take every value, and one bound is off by one: `< 83` is followed by `>= 84`. Who has 83 gets
    NULL, which no sum or average shows.

    ## Instead
    The same number in both bounds, once with and once without equality.

    ## When it stays silent
    There is an ELSE, or a branch asks for something else as well. Of values with as many digits as the bounds have,
    none is lost (`<= 10` and `>= 11` are all whole numbers), or more than one is: that gap may be meant.

    ## Fix
    None: which of the two bounds was meant is for the author to say.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            gap = _gap(node) if isinstance(node, exp.Case) else None
            if gap is not None:
                below, above, what = gap
                message = (
                    f"No branch takes the values between {shown(below)} and {shown(above)}: there {what} falls through "
                    "this CASE and gives NULL."
                )
                yield Found(message, statement.line(above), f"{shown(below)} {shown(above)}")


@dataclass(frozen=True, slots=True)
class _Range:
    """Values from `low` to `high`; None is without end."""

    low: Fraction | None
    high: Fraction | None
    closed: tuple[bool, bool]
    """Whether the ends belong to it."""
    condition: exp.Expr


def _gap(case: exp.Case) -> tuple[exp.Expr, exp.Expr, str] | None:
    """Two neighbouring branches between which values are lost, and the expression that has them."""
    if case.this is not None or not _is_null(case.args.get("default")):
        return None
    subject: exp.Expr | None = None
    ranges: list[_Range] = []
    for branch in case.args["ifs"]:
        condition = bare(branch.this)
        if isinstance(condition, exp.Is) and isinstance(condition.expression, exp.Null):
            continue
        asked = _range_of(condition)
        if asked is None or (subject is not None and not same(asked[0], subject)):
            return None
        subject = asked[0]
        ranges.append(asked[1])
    return _between(ranges, shown(subject)) if subject is not None else None


def _is_null(node: exp.Expr | None) -> bool:
    return node is None or isinstance(bare(node), exp.Null)


def _range_of(condition: exp.Expr) -> tuple[exp.Expr, _Range] | None:
    """What a condition asks of one expression by bounds that are numbers."""
    if isinstance(condition, exp.Between):
        low, high = _number(condition.args["low"]), _number(condition.args["high"])
        if low is None or high is None:
            return None
        return condition.this, _Range(low, high, (True, True), condition)
    subject: exp.Expr | None = None
    low = high = None
    ends = [False, False]
    for part in conjuncts(condition):
        bound = _bound(part)
        if bound is None or (subject is not None and not same(bound[0], subject)):
            return None
        subject, kind, number = bound
        if kind in (exp.GT, exp.GTE):
            low, ends[0] = number, kind is not exp.GT
        if kind in (exp.LT, exp.LTE):
            high, ends[1] = number, kind is not exp.LT
    return (subject, _Range(low, high, (ends[0], ends[1]), condition)) if subject is not None else None


def _bound(part: exp.Expr) -> tuple[exp.Expr, type[exp.Expr], Fraction] | None:
    for kind, mirrored in _MIRRORED.items():
        if type(part) is kind:
            right, left = _number(part.expression), _number(part.this)
            if right is not None and left is None:
                return bare(part.this), kind, right
            if left is not None and right is None:
                return bare(part.expression), mirrored, left
    return None


def _number(node: exp.Expr) -> Fraction | None:
    node = bare(node)
    if isinstance(node, exp.Neg):
        inner = _number(node.this)
        return -inner if inner is not None else None
    if not isinstance(node, exp.Literal) or node.is_string or len(node.this) > _MOST_DIGITS or "e" in node.this.lower():
        return None
    return Fraction(node.this)


def _between(ranges: list[_Range], subject: str) -> tuple[exp.Expr, exp.Expr, str] | None:
    ends = [end for one in ranges for end in (one.low, one.high) if end is not None]
    step = max((end.denominator for end in ends), default=1)
    ordered = sorted(ranges, key=lambda one: (one.low is not None, one.low or 0, not one.closed[0]))
    last: _Range | None = None
    for one in ordered:
        if last is None or last.high is None:
            last = last or one
            continue
        if one.low is not None and _is_lost(last.high, last.closed[1], one.low, one.closed[0], step):
            return last.condition, one.condition, subject
        if one.high is None or (one.high, one.closed[1]) > (last.high, last.closed[1]):
            last = one
    return None


def _is_lost(high: Fraction, high_in: bool, low: Fraction, low_in: bool, step: int) -> bool:
    """Whether one multiple of 1/`step` lies above `high` and below `low`; more of them are a gap that is meant."""
    first = high * step // 1 + 1 if high_in or (high * step).denominator > 1 else high * step
    final = -(-low * step // 1) - 1 if low_in or (low * step).denominator > 1 else low * step
    return first == final

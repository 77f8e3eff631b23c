"""Rule: A share that is rounded to a whole number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_SHARE = re.compile(r"(?:^|_)(?:pct|percent|percentage|rate|ratio|share|part|proportion|fraction)(?:_|$)")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select round(safe_divide(active, total)) as active_share from t\n", 1, path="q.sql"),
        fires("select round(active / nullif(total, 0), 0) as active_rate from t\n", 1, path="q.sql"),
        silent("select round(safe_divide(active, total), 2) as active_share from t\n", path="q.sql"),
        silent("select round(active / nullif(total, 0) * 100) as active_pct from t\n", path="q.sql"),
        silent("select round(100 * active / nullif(total, 0)) as active_pct from t\n", path="q.sql"),
        silent("select round(total / nullif(days, 0)) as mean_total from t\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A share that is rounded to a whole number.

    ## Why it matters
    A part of a whole lies between 0 and 1. ROUND without digits makes 0 of everything below one half and 1 of the rest.

    ## Instead
    Digits for ROUND, or the share times 100 inside it.

    ## When it stays silent
    The name is none of a share; ROUND has digits; something is multiplied.

    ## Fix
    Give ROUND its digits.
    """
    for scope in statement.scopes.all:
        for item in scope.query.expressions if isinstance(scope.query, exp.Select) else []:
            call = bare(item.this) if isinstance(item, exp.Alias) else None
            if not isinstance(call, exp.Round) or not _SHARE.search(item.alias.lower()) or _has_digits(call):
                continue
            inner = bare(call.this)
            if isinstance(inner, exp.Div | exp.SafeDivide) and inner.find(exp.Mul) is None and not _is_scaled(inner):
                message = f"{shown(call)} is 0 or 1: the share {item.alias} is rounded to a whole number (precision)."
                yield Found(message, statement.line(item), item.alias.lower())


def _has_digits(call: exp.Round) -> bool:
    digits = call.args.get("decimals")
    return digits is not None and bare(digits).sql() != "0"


def _is_scaled(division: exp.Expr) -> bool:
    """Whether a side is a number that scales the share."""
    return any(isinstance(bare(side), exp.Literal) for side in (division.this, division.expression))

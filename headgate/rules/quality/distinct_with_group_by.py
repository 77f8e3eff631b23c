"""Rule: DISTINCT over a query that is grouped already."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.fix import Rows
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.rewrite import Rewrite

_WITHOUT = Rewrite("Take DISTINCT away", re.compile(r"\bdistinct\s{1,20}(?!on\b)", re.I), "", Rows.SAME)


@rule(
    level=Level.NOTE,
    proof=Proof.MATCHED,
    examples=(
        fires(
            "select distinct region from orders group by region\n",
            1,
            path="regions.sql",
            fixed="select region from orders group by region\n",
        ),
        silent("select distinct region from orders\n", path="regions.sql"),
        silent("select region, count(distinct id) from orders group by region\n", path="regions.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """DISTINCT over a query that is grouped already.

    ## Why it matters
    The groups are distinct as they stand, unless a grouping column is left out of the SELECT list. So one of
    the two is there for another reason: often DISTINCT was added against duplicates whose cause, a fan-out
    join, is still there.

    ## Instead
    Keep GROUP BY, and find out where the duplicates came from.

    ## When it stays silent
    DISTINCT inside an aggregate, and DISTINCT ON, which chooses rows.

    ## Fix
    DISTINCT is taken away. It is shown where the query gives the same rows without it.
    """
    for scope in statement.scopes.all:
        query = scope.query
        distinct = query.args.get("distinct")
        if not isinstance(query, exp.Select) or distinct is None or distinct.args.get("on"):
            continue
        if query.args.get("group"):
            line = statement.line(query)
            message = "DISTINCT repeats what GROUP BY has done; one of them hides a question."
            yield Found(message, line, "distinct", rewrite=_WITHOUT)

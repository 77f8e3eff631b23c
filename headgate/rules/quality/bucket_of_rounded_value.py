"""Rule: Buckets that are told apart by a rounded value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select case
              when round(grade, 1) = 0.9 then '90-99%'
              when round(grade, 1) = 0.8 then '80-89%'
              else 'less'
            end as bucket
            from grades
            """,
            2,
            path="q.sql",
        ),
        silent(
            """
            select case
              when grade >= 0.9 then '90-99%'
              when grade >= 0.8 then '80-89%'
              else 'less'
            end as bucket
            from grades
            """,
            path="q.sql",
        ),
        silent(
            "select case when round(n, 0) = 1 then 'one' when round(n, 0) = 2 then 'two' end as w from t\n",
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Buckets that are told apart by a rounded value.

    ## Why it matters
    Rounding moves values over the border of a bucket (0.86 becomes 0.9), and equality with a fraction fails where the
    number is kept in binary: rows near each edge are in the wrong bucket or in none.

    ## Instead
    Ranges over the value itself: `grade >= 0.9`.

    ## When it stays silent
    Whole numbers are compared; one branch alone asks for a rounded value.

    ## Fix
    Compare by ranges.
    """
    for node in statement.tree.find_all(exp.Case):
        found: defaultdict[str, list[exp.Expr]] = defaultdict(list)
        for branch in node.args["ifs"]:
            condition = bare(branch.this)
            rounded = bare(condition.this) if isinstance(condition, exp.EQ | exp.In) else None
            values = condition.expressions if isinstance(condition, exp.In) else [condition.args.get("expression")]
            if rounded is not None and _is_rounded(rounded) and any(_is_fraction(value) for value in values):
                found[shown(rounded)].append(condition)
        for text, conditions in found.items():
            if len(conditions) > 1:
                message = (
                    f"The buckets are told apart by equality with {text}, a rounded value: rounding moves values over "
                    "the border of their bucket (precision). Compare ranges of the value itself."
                )
                yield Found(message, statement.line(conditions[0]), text)


def _is_rounded(node: exp.Expr) -> bool:
    if isinstance(node, exp.Round | exp.Trunc):
        return True
    if isinstance(node, exp.Cast):
        return node.to.is_type(exp.DataType.Type.DECIMAL) and len(node.to.expressions) == 2
    return isinstance(node, exp.Anonymous | exp.Func) and node.sql().lower().startswith(("todecimal", "trunc("))


def _is_fraction(node: object) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and "." in str(node.this)

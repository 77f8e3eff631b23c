"""Rule: A balance, stock or headcount summed over the dates on which it is told again."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.dataset import DatasetId
from headgate.design.additivity import SEMI_ADDITIVE
from headgate.design.review.columns import milestones
from headgate.design.review.reading import Reading
from headgate.design.review.subject import of_model
from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.facts.sql.scopes import Relation, Scope
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_COARSER = (exp.DateTrunc, exp.TimestampTrunc, exp.Year, exp.Month, exp.Quarter, exp.Week)
"""Periods of several days: to group by them is no grouping by the date."""
_DAILY = {
    "dbt_project.yml": _PROJECT,
    "models/daily.sql": """
        select account_id, balance_date, sum(amount) as closing_balance from raw.postings group by 1, 2
        """,
}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                **_DAILY,
                "models/totals.sql": """
                    select
                        account_id,
                        sum(closing_balance) as balance
                    from {{ ref('daily') }}
                    group by account_id
                    """,
            },
            {"models/totals.sql": (3,)},
        ),
        repository(
            {
                **_DAILY,
                "models/totals.sql": """
                    select date_trunc('month', balance_date) as month, sum(closing_balance) as balance
                    from {{ ref('daily') }}
                    group by 1
                    """,
            },
            {"models/totals.sql": (1,)},
        ),
        repository(
            {
                **_DAILY,
                "models/totals.sql": """
                    select balance_date, sum(closing_balance) as balance from {{ ref('daily') }} group by balance_date
                    """,
            }
        ),
        repository(
            {
                **_DAILY,
                "models/totals.sql": """
                    select account_id, sum(closing_balance) as balance
                    from {{ ref('daily') }}
                    where balance_date = (select max(balance_date) from {{ ref('daily') }})
                    group by account_id
                    """,
            }
        ),
        repository(
            {
                **_DAILY,
                "models/totals.sql": """
                    select account_id, avg(closing_balance) as balance from {{ ref('daily') }} group by account_id
                    """,
            }
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """A balance, stock or headcount summed over the dates on which it is told again.

    ## Why it matters
    The table tells the same state once for each date. Added up over a month, one account with 100 a day holds 3,000.
    Such measures add over everything but time.

    ## Instead
    Take the last state of each period, or the average, or group by the date as well.

    ## When it stays silent
    The date itself is grouped by, or something in the query names it (a filter, a join, a window); the key of the
    table does not hold a date beside something else; the column's name does not speak of a state.

    ## Fix
    Filter to the last date of each period before the sum.
    """
    if not any(SEMI_ADDITIVE.search(text) for text in _words(model)):
        return
    for reading in of_model(model, whole).readings:
        for scope in reading.scopes.all if reading.scopes is not None else ():
            for total in scope.nodes:
                found = _state(total, scope, reading, whole)
                if found is not None:
                    column, table, date = found
                    message = (
                        f"sum({column}) adds one state of {table} once for each {date}: nothing in the query holds "
                        "or groups by the date."
                    )
                    yield Found(message, reading.line(total), f"{model.name} {column}", path=model.path)


def _words(model: DbtModel) -> Iterator[str]:
    for statement in model.statements:
        if "sum(" in statement.text.lower():
            yield from statement.text.lower().replace("(", " ").replace(")", " ").replace(",", " ").split()


def _state(total: exp.Expr, scope: Scope, reading: Reading, whole: Project) -> tuple[str, DatasetId, str] | None:
    """The column of a state that is summed, its table and the date over which it is."""
    if not isinstance(total, exp.Sum) or not isinstance(total.this, exp.Column) or total.find_ancestor(exp.Window):
        return None
    relation = scope.owner(total.this)
    table = reading.base(relation) if relation is not None else None
    if relation is None or table is None or not SEMI_ADDITIVE.search(total.this.name.lower()):
        return None
    if _narrowed(relation, reading):
        return None
    for key in whole.known.keys(table):
        dates = milestones(key.columns)
        if len(key.columns) > 1 and dates and not key.weak and not _named(dates, scope):
            return total.this.name.lower(), table, min(dates)
    return None


def _narrowed(relation: Relation, reading: Reading) -> bool:
    """Whether the rows of a table come through a query that may leave some out."""
    if relation.query is None or reading.scopes is None:
        return False
    return any(relation.query.find(part) is not None for part in (exp.Where, exp.Join, exp.Qualify, exp.Window))


def _named(dates: frozenset[str], scope: Scope) -> bool:
    """Whether the query names one of the dates anywhere, or joins or groups by something that may stand for it."""
    for column in scope.query.find_all(exp.Column):
        if column.name.lower() in dates and column.find_ancestor(*_COARSER) is None:
            return True
    return len(scope.relations) > 1 or scope.query.args.get("where") is not None

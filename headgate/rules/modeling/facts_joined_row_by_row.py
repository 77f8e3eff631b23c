"""Rule: Two facts joined on something that is unique in neither."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.dataset import DatasetId
from headgate.design.review.reading import JoinSide
from headgate.design.review.subject import of_model
from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_FACT = re.compile(r"(^|__)(fct|fact)_")
_KEYS = """
    models:
      - name: fct_orders
        columns: [{name: order_id, tests: [unique]}]
      - name: fct_visits
        columns: [{name: visit_id, tests: [unique]}]
    """
_FACTS = {
    "dbt_project.yml": _PROJECT,
    "models/keys.yml": _KEYS,
    "models/fct_orders.sql": "select order_id, customer_id, amount from raw.orders\n",
    "models/fct_visits.sql": "select visit_id, customer_id, pages from raw.visits\n",
}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                **_FACTS,
                "models/both.sql": """
                    select o.order_id, o.amount, v.visit_id, v.pages
                    from {{ ref('fct_orders') }} o
                    join {{ ref('fct_visits') }} v on v.customer_id = o.customer_id
                    """,
            },
            {"models/both.sql": (3,)},
        ),
        repository(
            {
                **_FACTS,
                "models/both.sql": """
                    with visits as (
                        select customer_id, sum(pages) as pages from {{ ref('fct_visits') }} group by 1
                    )
                    select o.order_id, o.amount, v.pages
                    from {{ ref('fct_orders') }} o
                    join visits v on v.customer_id = o.customer_id
                    """,
            }
        ),
        repository(
            {
                **_FACTS,
                "models/both.sql": """
                    select o.order_id, o.amount, v.pages
                    from {{ ref('fct_orders') }} o
                    join {{ ref('fct_visits') }} v on v.visit_id = o.visit_id
                    """,
            }
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """Two facts joined on something that is unique in neither.

    ## Why it matters
    A customer with three orders and five visits becomes fifteen rows: every amount stands five times, every page
    three times, and no total is right any more.

    ## Instead
    Drill across: aggregate each fact to the attributes that both share, then join the two results.

    ## When it stays silent
    One of the facts is unique on what is compared, or its key is not declared; the join asks for more than
    equalities; the rows are grouped, deduplicated or cut off in the same query; the names do not say that both are
    facts (fct_, fact_).

    ## Fix
    Aggregate both sides to one grain before the join.
    """
    facts = {name for name, _ in model.node.refs if _FACT.search(name.lower())}
    if len(facts) < 2:
        return
    for reading in of_model(model, whole).readings:
        for join in reading.joins:
            left = join.left
            if left is None or not join.equal or join.condition or join.reduced:
                continue
            sides = (left, join.right)
            if left.table != join.right.table and all(_is_fact(s.table) and _repeats(s, whole) for s in sides):
                message = (
                    f"{model.name} joins the facts {left.table} and {join.right.table} on "
                    f"{', '.join(join.right.columns)}, which is unique in neither (fan-out): each row of one is "
                    "repeated for each of the other."
                )
                yield Found(message, join.line, f"{model.name} {left.table} {join.right.table}", path=model.path)


def _is_fact(table: DatasetId) -> bool:
    return bool(_FACT.search(table.name.rpartition(".")[2]))


def _repeats(side: JoinSide, whole: Project) -> bool:
    """Whether a table has a declared key elsewhere, and none within the columns."""
    keys = [key for key in whole.known.keys(side.table) if not key.weak]
    on = set(side.columns)
    return bool(on) and any(key.declared for key in keys) and not any(key.columns <= on for key in keys)

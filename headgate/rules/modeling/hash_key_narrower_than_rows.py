"""Rule: A surrogate key that leaves out a part of the grain."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.design.review.grain import grain_of
from headgate.design.review.subject import of_model
from headgate.design.review.surrogate import surrogates
from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_TESTED = """
    models:
      - name: daily
        columns: [{name: daily_key, tests: [unique]}]
    """


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/keys.yml": _TESTED,
                "models/daily.sql": """
                    with grouped as (
                        select shop_id, order_date, sum(amount) as amount from raw.orders group by 1, 2
                    )
                    select
                        md5(cast(shop_id as varchar)) as daily_key,
                        shop_id, order_date, amount
                    from grouped
                    """,
            },
            {"models/daily.sql": (5,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/keys.yml": _TESTED,
                "models/daily.sql": """
                    with grouped as (
                        select shop_id, order_date, sum(amount) as amount from raw.orders group by 1, 2
                    )
                    select
                        md5(cast(shop_id as varchar) || '-' || cast(order_date as varchar)) as daily_key,
                        shop_id, order_date, amount
                    from grouped
                    """,
            }
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/keys.yml": _TESTED,
                "models/daily.sql": """
                    with grouped as (
                        select shop_id, shop_name, sum(amount) as amount from raw.orders group by 1, 2
                    )
                    select md5(cast(shop_id as varchar)) as daily_key, shop_id, shop_name, amount from grouped
                    """,
            }
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """A surrogate key that leaves out a part of the grain.

    ## Why it matters
    The key is a hash of fewer columns than the rows are told apart by: rows of two days get one key. The unique test
    fails, an incremental model writes the one over the other, and joins by the key double.

    ## Instead
    Hash every column of the grain, with a separator between them.

    ## When it stays silent
    The columns that are left out are attributes, which may well follow from the others; the key is not declared
    unique, or is no hash; how the query tells its rows apart is not known.

    ## Fix
    Add the missing columns to the hash.
    """
    tested = any(key.declared and len(key.columns) == 1 for key in whole.known.keys(model.dataset))
    if not tested and not isinstance(model.setting("unique_key"), str):
        return
    subject = of_model(model, whole)
    grain = grain_of(subject)
    if grain.verdict != "differs" or "is a hash of" not in grain.why:
        return
    column = grain.why.split(" ", 1)[0]
    line = next((key.line for key in surrogates(subject) if key.column == column), 0)
    yield Found(f"{model.name}.{grain.why}.", line or model.node.line, f"{model.name}.{column}", path=model.path)

"""Rule: A surrogate key that leaves out a part of the grain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.design.review.grain import grain_of
from headgate.design.review.subject import of_model
from headgate.design.review.surrogate import surrogates
from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.facts.sql.known import tells_apart
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
    keys = whole.known.keys(model.dataset)
    declared = {next(iter(key.columns)) for key in keys if key.declared and len(key.columns) == 1}
    configured = model.setting("unique_key")
    declared |= {configured.lower()} if isinstance(configured, str) else set()
    grouped = [key.columns for key in keys if not key.declared and not key.weak and len(key.columns) > 1]
    if not any(_may_lack(model, name, columns) for name in declared for columns in grouped):
        return
    subject = of_model(model, whole)
    grain = grain_of(subject)
    if grain.verdict != "differs" or "is a hash of" not in grain.why:
        return
    column = grain.why.split(" ", 1)[0]
    line = next((key.line for key in surrogates(subject) if key.column == column), 0)
    yield Found(f"{model.name}.{grain.why}.", line or model.node.line, f"{model.name}.{column}", path=model.path)


def _may_lack(model: DbtModel, name: str, columns: frozenset[str]) -> bool:
    """Whether the text of the hash called `name` leaves out what tells rows apart; else no query is parsed."""
    for statement in model.statements:
        text = statement.text.lower()
        end = re.search(rf"\bas\s+[\"`]?{re.escape(name)}\b", text)
        start = max(text.rfind(word, 0, end.start()) for word in ("md5", "sha", "hash")) if end is not None else -1
        if end is not None and start >= 0:
            told = set(re.findall(r"\w+", text[start : end.start()]))
            if tells_apart(columns - {name}, (columns - {name}) & told):
                return True
    return False

"""Rule: A fact points to an unknown member that its dimension does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from headgate.dataset import DatasetId
from headgate.design.review.faults import Faults
from headgate.design.review.roles import Role
from headgate.design.review.subject import Subject, of_model
from headgate.facts.dbt.view import DbtModel, models_of
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_KEY = """
    models:
      - name: dim_customers
        columns: [{name: customer_key, tests: [unique]}]
    """
_FACT = """
    select
        o.order_id,
        coalesce(c.customer_key, '-1') as customer_key
    from raw.orders o
    left join {{ ref('dim_customers') }} c on c.customer_id = o.customer_id
    """


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/keys.yml": _KEY,
                "models/dim_customers.sql": (
                    "select md5(id) as customer_key, id as customer_id, name from raw.customers\n"
                ),
                "models/fct_orders.sql": _FACT,
            },
            {"models/fct_orders.sql": (3,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/keys.yml": _KEY,
                "models/dim_customers.sql": """
                    select md5(id) as customer_key, id as customer_id, name from raw.customers
                    union all
                    select '-1', null, 'Unknown'
                    """,
                "models/fct_orders.sql": _FACT,
            }
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/keys.yml": _KEY,
                "models/dim_customers.sql": "select customer_key, id as customer_id, name from raw.customers\n",
                "models/fct_orders.sql": _FACT,
            }
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """A fact points to an unknown member that its dimension does not have.

    ## Why it matters
    The key is replaced so that an inner join keeps the row, but the dimension holds no row of that key: the rows
    without a member vanish from every report all the same, and the total is too low.

    ## Instead
    Add the unknown member to the dimension: a UNION ALL of one row with that key and a name such as Unknown.

    ## When it stays silent
    The dimension, or what it is made of, holds the value somewhere; its key comes from a source or a seed, which may
    bring the row; its query is not understood; the column is not the dimension's declared key.

    ## Fix
    Add the member to the dimension, or leave the key NULL and join it with LEFT JOIN.
    """
    texts = [statement.text.lower() for statement in model.statements]
    if not any("coalesce" in text or "ifnull" in text or "nvl" in text for text in texts):
        return
    subject = of_model(model, whole)
    known: dict[DatasetId, Subject] = {subject.dataset: subject}
    known |= _above(subject, {one.dataset: one for one in models_of(whole)}, whole)
    roles = dict.fromkeys(known, Role.DIMENSION)
    for trouble in Faults(known, roles).of_members(subject):
        yield Found(trouble.sentence, trouble.line, f"{model.name} {trouble.sentence[:60]}", path=model.path)


def _above(subject: Subject, models: Mapping[DatasetId, DbtModel], whole: Project) -> dict[DatasetId, Subject]:
    """All models that a table is made of."""
    found: dict[DatasetId, Subject] = {}
    waiting = list(subject.reads)
    while waiting:
        table = waiting.pop()
        if table in models and table not in found:
            found[table] = of_model(models[table], whole)
            waiting += found[table].reads
    return found

"""Rule: A description that says another grain than the unique test."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.design.review.grain import contradicts, described
from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/sales.sql": "select 1 as customer_id, 2 as order_date\n",
                "models/sales.yml": """
                    models:
                      - name: sales
                        description: One row per customer and day.
                        columns:
                          - name: customer_id
                            tests: [unique]
                    """,
            },
            {"models/sales.yml": (2,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/sales.sql": "select 1 as sales_id, 2 as order_date\n",
                "models/sales.yml": """
                    models:
                      - name: sales
                        description: One row per customer and day.
                        columns:
                          - name: sales_id
                            tests: [unique]
                    """,
            }
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/customers.sql": "select 1 as customer_id\n",
                "models/customers.yml": """
                    models:
                      - name: customers
                        description: One row per customer.
                        columns:
                          - name: customer_id
                            tests: [unique]
                    """,
            }
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """A description that says another grain than the unique test.

    ## Why it matters
    One row for each customer and day cannot be unique by customer: either the description or the test is wrong, and
    whoever joins the table believes one of them.

    ## Instead
    Test the combination of the columns that make the grain, and say the same in the description.

    ## When it stays silent
    The description names no grain, or one thing only; no part of it is a day or another period; the tested column is
    called for the table itself, as a surrogate key is; a test of several columns is there.

    ## Fix
    Correct the description, or test the whole grain.
    """
    keys = [key.columns for key in whole.known.keys(model.dataset) if key.declared]
    if not keys or any(len(key) > 1 for key in keys):
        return
    for entry in model.entries:
        _, parts = described(entry.node.description)
        for key in keys:
            if contradicts(parts, tuple(key), model.name):
                message = (
                    f"{model.name} is described as one row for each {' and '.join(parts)}, but {next(iter(key))} alone "
                    "is tested to be unique."
                )
                yield Found(message, entry.node.line, f"{model.name} grain", path=entry.path)
                return

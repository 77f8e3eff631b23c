"""Rule: A model without a description."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.dag import described
from headgate.facts.dbt.view import DbtModel
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
                "models/a.sql": "select 1 as id\n",
            },
            {"models/a.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.sql": "select 1 as id\n",
                "models/a.yml": """
                    models:
                      - name: a
                        description: One row.
                    """,
            }
        ),
    ),
)
def check(model: DbtModel) -> Iterator[Found]:
    """A model without a description.

    ## Why it matters
    Nobody can tell its grain or whom it serves without reading its query, so it is built a second time or used
    wrongly.

    ## Instead
    One sentence in a properties file: what one row is, and for whom.

    ## When it stays silent
    A properties file describes the model.

    ## Fix
    Add a description.
    """
    if model.node.kind == "model" and not model.disabled and not described(model):
        yield Found(f"{model.name} has no description.", model.node.line, model.name, path=model.path, of_file=True)

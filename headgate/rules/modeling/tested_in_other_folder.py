"""Rule: Tests of a model declared in another folder."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.dag import folder_of
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
                "models/marts/a.sql": "select 1 as id\n",
                "models/staging/a.yml": """
                    models:
                      - name: a
                        columns:
                          - name: id
                            tests:
                              - unique
                    """,
            },
            {"models/staging/a.yml": (6,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/marts/a.sql": "select 1 as id\n",
                "models/marts/a.yml": """
                    models:
                      - name: a
                        columns:
                          - name: id
                            tests: [unique]
                    """,
            }
        ),
    ),
)
def check(model: DbtModel) -> Iterator[Found]:
    """Tests of a model declared in another folder.

    ## Why it matters
    Who moves or removes the model does not see its tests, and who reads them does not see the model.

    ## Instead
    A properties file in the folder of the model.

    ## When it stays silent
    The tests stand in the folder of the model, or in one above it.

    ## Fix
    Move the entry.
    """
    folder = folder_of(model.path)
    for entry in model.entries:
        there = folder_of(entry.path)
        if entry.node.tests and model.node.kind == "model" and there != folder and not folder.startswith(f"{there}/"):
            message = f"{model.name} lies in {folder} and is tested in {there}."
            yield Found(message, entry.node.tests[0].line, model.name, path=entry.path)

"""Rule: A public model without an enforced contract."""

from __future__ import annotations

from collections.abc import Iterator

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
                "models/a.yml": """
                    models:
                      - name: a
                        access: public
                    """,
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
                        access: public
                        config:
                          contract: {enforced: true}
                        columns:
                          - name: id
                            data_type: int
                    """,
            }
        ),
    ),
)
def check(model: DbtModel) -> Iterator[Found]:
    """A public model without an enforced contract.

    ## Why it matters
    Other projects refer to it; a renamed column or another type reaches them without a failing build here.

    ## Instead
    contract: {enforced: true} with names and types of all columns.

    ## When it stays silent
    The model is not public, or its contract is enforced.

    ## Fix
    Add the contract.
    """
    contract = model.setting("contract")
    enforced = isinstance(contract, dict) and bool(contract.get("enforced"))
    if model.setting("access") == "public" and not enforced and not model.disabled:
        message = f"{model.name} is public, and no contract holds its columns and types."
        yield Found(message, model.node.line, model.name, path=model.path, of_file=True)

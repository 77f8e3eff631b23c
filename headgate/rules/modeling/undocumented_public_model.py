"""Rule: A public model that is not fully described."""

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
                "models/a.yml": """
                    models:
                      - name: a
                        access: public
                        description: One row.
                        columns:
                          - name: id
                    """,
            },
            {"models/a.yml": (2,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.sql": "select 1 as id\n",
                "models/a.yml": """
                    models:
                      - name: a
                        access: public
                        description: One row.
                        columns:
                          - name: id
                            description: Its key.
                    """,
            }
        ),
    ),
)
def check(model: DbtModel) -> Iterator[Found]:
    """A public model that is not fully described.

    ## Why it matters
    Other projects build on it and can read no query of it: what is not described, they guess.

    ## Instead
    A description of the model and of each column.

    ## When it stays silent
    The model is not public, or it and all listed columns are described.

    ## Fix
    Add the descriptions.
    """
    if model.setting("access") != "public" or model.disabled:
        return
    documented = {name for entry in model.entries for name in entry.node.documented}
    missing = [column.name for column in model.columns if column.name not in documented]
    if missing or not described(model) or not model.columns:
        what = f"no description of {', '.join(missing[:5])}" if missing else "no description of itself and its columns"
        entry = model.entries[0] if model.entries else None
        line = entry.node.line if entry is not None else model.node.line
        message = f"{model.name} is public and has {what}."
        yield Found(message, line, model.name, path=entry.path if entry is not None else model.path)

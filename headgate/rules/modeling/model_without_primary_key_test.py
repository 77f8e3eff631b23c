"""Rule: A model whose primary key no test holds."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.checks import keys_of, not_null_columns
from headgate.facts.dbt.entries import declared_keys
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
                        columns:
                          - name: id
                            tests: [unique]
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
                        columns:
                          - name: id
                            tests: [unique, not_null]
                    """,
            }
        ),
    ),
)
def check(model: DbtModel) -> Iterator[Found]:
    """A model whose primary key no test holds.

    ## Why it matters
    Duplicates and missing keys pass unseen, and every join on the model multiplies or loses rows without a
    failing run.

    ## Instead
    unique and not_null on the key, or dbt_utils.unique_combination_of_columns.

    ## When it stays silent
    A column is tested (or constrained) as unique and not null, or a combination of columns as unique.

    ## Fix
    Add the tests: which column is the key is for the author to say.
    """
    if model.node.kind != "model" or model.disabled or model.node.name.startswith("metricflow"):
        return
    keys = [*keys_of(model.tests), *(key for entry in model.entries for key in declared_keys(entry.node))]
    never = {*not_null_columns(model.tests), *(column.name for column in model.columns if column.nullable is False)}
    if not any(len(key) > 1 or key[0] in never for key in keys if key):
        what = "a unique key that is not tested for not_null" if keys else "no test of a primary key"
        yield Found(f"{model.name} has {what}.", model.node.line, model.name, path=model.path, of_file=True)

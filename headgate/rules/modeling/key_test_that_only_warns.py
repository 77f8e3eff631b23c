"""Rule: A test of a key whose failure is only a warning."""

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
                        columns:
                          - name: id
                            tests:
                              - unique:
                                  severity: warn
                    """,
            },
            {"models/a.yml": (6,)},
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
                            tests: [unique]
                    """,
            }
        ),
    ),
)
def check(model: DbtModel) -> Iterator[Found]:
    """A test of a key whose failure is only a warning.

    ## Why it matters
    Duplicate keys are seen in a log that nobody reads, while the models downstream are built from them.

    ## Instead
    severity: error for unique, not_null and relationships of keys, with error_if where some failures are
    tolerated.

    ## When it stays silent
    The test fails the run, or is of another kind.

    ## Fix
    Remove severity: warn.
    """
    for entry in model.entries:
        for test in entry.node.tests:
            kind = test.name.rpartition(".")[2]
            if test.severity == "warn" and kind in ("unique", "unique_combination_of_columns"):
                message = f"The unique test of {model.name} only warns: duplicates pass to all who read it."
                yield Found(message, test.line, f"{model.name} {test.column} {test.name}", path=entry.path)

"""Rule: A source table without a description."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.dag import Dag
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
                "models/s.yml": """
                    sources:
                      - name: raw
                        tables:
                          - name: orders
                    """,
            },
            {"models/s.yml": (4,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/s.yml": """
                    sources:
                      - name: raw
                        tables:
                          - name: orders
                            description: One row for each order.
                    """,
            }
        ),
    ),
)
def check(dag: Dag) -> Iterator[Found]:
    """A source table without a description.

    ## Why it matters
    What one row is, and what its states mean, has to be guessed from the values.

    ## Instead
    A description of one row.

    ## When it stays silent
    The table has a description.

    ## Fix
    Add a description.
    """
    for name, entry in dag.sources.items():
        if not entry.node.description.strip():
            yield Found(f"The source table {name} has no description.", entry.node.line, name, path=entry.path)

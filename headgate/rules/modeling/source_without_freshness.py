"""Rule: A source table without a freshness check."""

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
                        freshness:
                          warn_after: {count: 12, period: hour}
                        tables:
                          - name: orders
                          - name: users
                            freshness: null
                    """,
            },
            {"models/s.yml": (7,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/s.yml": """
                    sources:
                      - name: raw
                        freshness:
                          warn_after: {count: 12, period: hour}
                        tables:
                          - name: orders
                    """,
            }
        ),
    ),
)
def check(dag: Dag) -> Iterator[Found]:
    """A source table without a freshness check.

    ## Why it matters
    When the load stops, every model still runs and gives yesterday's numbers as today's.

    ## Instead
    freshness with warn_after or error_after, and loaded_at_field where the warehouse has no metadata.

    ## When it stays silent
    freshness is set for the table or its source.

    ## Fix
    Add freshness.
    """
    for name, entry in dag.sources.items():
        told = entry.node.setting("freshness")
        if told in ("", "null", "{}", '""') or '"count"' not in told:
            yield Found(f"Nothing checks how fresh the source {name} is.", entry.node.line, name, path=entry.path)

"""Rule: A source table that nothing reads."""

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
                "models/sources.yml": """
                    sources:
                      - name: raw
                        tables:
                          - name: orders
                          - name: users
                    """,
                "models/a.sql": "select * from {{ source('raw', 'orders') }}\n",
            },
            {"models/sources.yml": (5,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/sources.yml": """
                    sources:
                      - name: raw
                        tables:
                          - name: orders
                          - name: users
                    """,
                "models/a.sql": "select * from {{ source('raw', 'orders') }}\n",
                "models/b.sql": "select * from {{ source('raw', 'users') }}\n",
            }
        ),
    ),
)
def check(dag: Dag) -> Iterator[Found]:
    """A source table that nothing reads.

    ## Why it matters
    It is loaded, checked for freshness and documented for nobody; or the model that should read it names
    another table.

    ## Instead
    Remove it, or read it.

    ## When it stays silent
    A model, snapshot, test, analysis or exposure reads it; no model of the project reads any source, so that it
    is there for others.

    ## Fix
    Remove the entry.
    """
    if not any(edge.of_source for edges in dag.parents.values() for edge in edges):
        return
    for source, entry in dag.sources.items():
        if source not in dag.children and source not in dag.read_elsewhere:
            yield Found(f"No model reads the source {source}.", entry.node.line, source, path=entry.path)

"""Rule: A model that reads a source beside other models."""

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
                "models/b.sql": """
                    select *
                    from {{ ref('a') }} a
                    join {{ source('raw', 'users') }} u on a.id = u.id
                    """,
            },
            {"models/b.sql": (3,)},
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
                "models/b.sql": "select * from {{ ref('a') }}\n",
            }
        ),
    ),
)
def check(dag: Dag) -> Iterator[Found]:
    """A model that reads a source beside other models.

    ## Why it matters
    What a source needs (names, types, deduplication) is done nowhere for this reading, while the joined models
    come cleaned.

    ## Instead
    A staging model for the source, and a ref to it.

    ## When it stays silent
    The model reads sources only, or models only.

    ## Fix
    None: the staging model has to be written.
    """
    for name, edges in dag.parents.items():
        source = next((edge for edge in edges if edge.of_source), None)
        other = next((edge for edge in edges if not edge.of_source), None)
        if source is not None and other is not None:
            message = f"{name} joins the source {source.parent} to {other.parent}: read it through a staging model."
            yield Found(message, source.line, f"{source.parent} {name}", path=dag.models[name].path)

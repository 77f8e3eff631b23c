"""Rule: A model that reads several source tables."""

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
                "models/a.sql": """
                    select *
                    from {{ source('raw', 'orders') }} o
                    join {{ source('raw', 'users') }} u on o.user_id = u.id
                    """,
            },
            {"models/a.sql": (3,)},
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
    """A model that reads several source tables.

    ## Why it matters
    Cleaning and joining happen in one place, so neither can be tested or reused; a change of one source touches
    the logic of the other.

    ## Instead
    One staging model for each source table, joined afterwards.

    ## When it stays silent
    One source table is read.

    ## Fix
    None: the staging models have to be written.
    """
    for name, edges in dag.parents.items():
        sources = [edge for edge in edges if edge.of_source]
        if len(sources) > 1:
            listed = ", ".join(edge.parent for edge in sources)
            message = f"{name} reads {len(sources)} source tables ({listed}): give each a staging model of its own."
            yield Found(message, sources[1].line, name, path=dag.models[name].path)

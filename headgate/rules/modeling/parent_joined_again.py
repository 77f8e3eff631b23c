"""Rule: A model that joins its parent with what only it makes of that parent."""

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
                "models/b.sql": "select id from {{ ref('a') }}\n",
                "models/c.sql": """
                    select *
                    from {{ ref('a') }} a
                    join {{ ref('b') }} b on a.id = b.id
                    """,
            },
            {"models/c.sql": (3,)},
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
                "models/b.sql": "select id from {{ ref('a') }}\n",
                "models/c.sql": """
                    select *
                    from {{ ref('b') }}
                    """,
            }
        ),
    ),
)
def check(dag: Dag) -> Iterator[Found]:
    """A model that joins its parent with what only it makes of that parent.

    ## Why it matters
    The model between serves this reader alone: A is read, made into B, and joined to A again. One query does it
    in one scan.

    ## Instead
    Do the work of the model between as a CTE, or take all from it.

    ## When it stays silent
    The model between has other readers.

    ## Fix
    None: moving the logic is a matter of taste.
    """
    for name, edges in dag.parents.items():
        parents = {edge.parent for edge in edges}
        for edge in edges:
            above = dag.parents.get(edge.parent, ())
            readers = {one.child for one in dag.children.get(edge.parent, ())}
            again = next((one.parent for one in above if one.parent in parents and not one.of_source), None)
            if again is not None and readers == {name}:
                message = f"{name} joins {again} with {edge.parent}, made of it for this model alone."
                yield Found(message, edge.line, f"{again} {edge.parent} {name}", path=dag.models[name].path)

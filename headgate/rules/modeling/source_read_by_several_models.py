"""Rule: A source table that several models read."""

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
                "models/b.sql": "select * from {{ source('raw', 'orders') }}\n",
            },
            {"models/sources.yml": (4,)},
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
    """A source table that several models read.

    ## Why it matters
    Each of them cleans the table for itself, and they come to differ; what the source changes has to be
    followed in all.

    ## Instead
    One staging model, which the others read.

    ## When it stays silent
    One model reads it.

    ## Fix
    None: which model is to be the staging one is not told.
    """
    for source, entry in dag.sources.items():
        children = sorted({edge.child for edge in dag.children.get(source, ())})
        if len(children) > 1:
            message = f"{source} is read by {len(children)} models, of which one is enough: {', '.join(children[:5])}."
            yield Found(message, entry.node.line, source, path=entry.path)

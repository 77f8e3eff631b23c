"""Rule: An exposure that depends on a view, an ephemeral model or a source."""

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
                "models/a.sql": "{{ config(materialized='ephemeral') }} select 1 as id\n",
                "models/a.yml": """
                    exposures:
                      - name: board
                        depends_on:
                          - ref('a')
                    """,
            },
            {"models/a.yml": (4,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.sql": "{{ config(materialized='table') }} select 1 as id\n",
                "models/a.yml": """
                    exposures:
                      - name: board
                        depends_on:
                          - ref('a')
                    """,
            }
        ),
    ),
)
def check(dag: Dag) -> Iterator[Found]:
    """An exposure that depends on a view, an ephemeral model or a source.

    ## Why it matters
    Each look at the dashboard computes the whole chain again; an ephemeral model is not even there.

    ## Instead
    Materialise what people look at as a table.

    ## When it stays silent
    The model is a table, incremental or something of its own; nothing sets how it is materialised.

    ## Fix
    materialized: table.
    """
    for entry in dag.view.entries:
        for name, line in dict(entry.node.refs).items() if entry.node.kind == "exposure" else ():
            model = dag.models.get(name)
            made = model.setting("materialized") if model is not None else None
            if "." in name or made in ("view", "ephemeral"):
                what = "a source" if "." in name else f"materialised as {made}"
                message = f"The exposure {entry.node.name} depends on {name}, which is {what}."
                yield Found(message, line, f"{entry.node.name} {name}", path=entry.path)

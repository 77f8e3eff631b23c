"""Rule: An ephemeral model that many models read."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.dag import Dag
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.modeling._layers import Layers
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
                "models/r1.sql": "select * from {{ ref('a') }}\n",
                "models/r2.sql": "select * from {{ ref('a') }}\n",
                "models/r3.sql": "select * from {{ ref('a') }}\n",
            },
            {"models/a.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.sql": "{{ config(materialized='view') }} select 1 as id\n",
                "models/r1.sql": "select * from {{ ref('a') }}\n",
                "models/r2.sql": "select * from {{ ref('a') }}\n",
                "models/r3.sql": "select * from {{ ref('a') }}\n",
            }
        ),
    ),
)
def check(dag: Dag, whole: Project) -> Iterator[Found]:
    """An ephemeral model that many models read.

    ## Why it matters
    Its query is copied into each of them and computed as often; when it fails, the message names another model.

    ## Instead
    A view or a table.

    ## When it stays silent
    Fewer readers than `fan_out` of rules.options.modeling, 3 if unset.

    ## Fix
    materialized: view.
    """
    most = Layers(whole).limit("fan_out")
    for name, model in dag.models.items():
        readers = sorted({edge.child for edge in dag.children.get(name, ())})
        if model.setting("materialized") == "ephemeral" and len(readers) >= most:
            message = f"{name} is ephemeral and copied into {len(readers)} models: {', '.join(readers[:5])}."
            yield Found(message, model.node.line, name, path=model.path, of_file=True)

"""Rule: A staging model that reads another staging model."""

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
                "models/sources.yml": """
                    sources:
                      - name: raw
                        tables:
                          - name: orders
                          - name: users
                    """,
                "models/stg_a.sql": "select * from {{ source('raw', 'orders') }}\n",
                "models/stg_b.sql": "select * from {{ ref('stg_a') }}\n",
            },
            {"models/stg_b.sql": (1,)},
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
                "models/stg_a.sql": "select * from {{ source('raw', 'orders') }}\n",
                "models/int_b.sql": "select * from {{ ref('stg_a') }}\n",
            }
        ),
    ),
)
def check(dag: Dag, whole: Project) -> Iterator[Found]:
    """A staging model that reads another staging model.

    ## Why it matters
    Staging is one model for each source table. Chains within the layer hide where a source is cleaned and who
    depends on it.

    ## Instead
    A base model below, or an intermediate model above.

    ## When it stays silent
    The parent is a base model, or the layers are named otherwise in headgate.toml.

    ## Fix
    Move the joining part to an intermediate model.
    """
    layers = Layers(whole)
    for name, edges in dag.parents.items():
        for edge in edges if layers.of(dag.models[name]) == "staging" else ():
            parent = dag.models.get(edge.parent)
            if parent is not None and layers.of(parent) == "staging":
                message = f"{name} is a staging model and reads {edge.parent}, another one."
                yield Found(message, edge.line, f"{edge.parent} {name}", path=dag.models[name].path)

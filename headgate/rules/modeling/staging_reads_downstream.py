"""Rule: A staging model that reads a later layer."""

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
                "models/fct_a.sql": "select * from {{ source('raw', 'orders') }}\n",
                "models/stg_b.sql": "select * from {{ ref('fct_a') }}\n",
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
                "models/fct_b.sql": "select * from {{ ref('stg_a') }}\n",
            }
        ),
    ),
)
def check(dag: Dag, whole: Project) -> Iterator[Found]:
    """A staging model that reads a later layer.

    ## Why it matters
    The layers run in a circle of meaning: what is cleaned first depends on what is computed last, and the next
    change closes a real cycle.

    ## Instead
    Move the model to the layer that it belongs to.

    ## When it stays silent
    The parent is a source, a seed, a base or staging model.

    ## Fix
    None: the model belongs elsewhere.
    """
    layers = Layers(whole)
    for name, edges in dag.parents.items():
        for edge in edges if layers.of(dag.models[name]) in ("base", "staging") else ():
            parent = dag.models.get(edge.parent)
            layer = layers.of(parent) if parent is not None else ""
            if layer in ("intermediate", "marts"):
                message = f"{name} is a staging or base model and reads {edge.parent}, of the layer {layer}."
                yield Found(message, edge.line, f"{edge.parent} {name}", path=dag.models[name].path)

"""Rule: A long chain of views on views."""

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
                "models/m0.sql": "select 1 as id\n",
                "models/m1.sql": "select * from {{ ref('m0') }}\n",
                "models/m2.sql": "select * from {{ ref('m1') }}\n",
                "models/m3.sql": "select * from {{ ref('m2') }}\n",
                "models/m4.sql": "select * from {{ ref('m3') }}\n",
                "models/m5.sql": "select * from {{ ref('m4') }}\n",
                "models/m6.sql": "select * from {{ ref('m5') }}\n",
            },
            {"models/m6.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/m0.sql": "select 1 as id\n",
                "models/m1.sql": "{{ config(materialized='table') }} select * from {{ ref('m0') }}\n",
                "models/m2.sql": "{{ config(materialized='table') }} select * from {{ ref('m1') }}\n",
                "models/m3.sql": "{{ config(materialized='table') }} select * from {{ ref('m2') }}\n",
                "models/m4.sql": "{{ config(materialized='table') }} select * from {{ ref('m3') }}\n",
                "models/m5.sql": "{{ config(materialized='table') }} select * from {{ ref('m4') }}\n",
            }
        ),
    ),
)
def check(dag: Dag, whole: Project) -> Iterator[Found]:
    """A long chain of views on views.

    ## Why it matters
    The warehouse unfolds all of them for each query, and none of the steps is computed once.

    ## Instead
    Materialise a model in the middle as a table.

    ## When it stays silent
    The chain is shorter than `view_chain` of rules.options.modeling, 5 if unset; a step is a table.

    ## Fix
    materialized: table for the step that most read.
    """
    most = Layers(whole).limit("view_chain")
    light = frozenset(n for n, m in dag.models.items() if m.setting("materialized") in (None, "view", "ephemeral"))
    for name, model in dag.models.items():
        chain = dag.longest_chain(name, light)
        further = name in light and any(edge.child in dag.models for edge in dag.children.get(name, ()))
        if len(chain) - 1 > most and not further:
            message = f"{name} stands on a chain of {len(chain) - 1} views: {' -> '.join(chain[:8])}."
            yield Found(message, model.node.line, name, path=model.path, of_file=True)

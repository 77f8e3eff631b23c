"""Rule: A model that joins many models."""

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
                "models/m1.sql": "select 1 as id\n",
                "models/m2.sql": "select 1 as id\n",
                "models/m3.sql": "select 1 as id\n",
                "models/m4.sql": "select 1 as id\n",
                "models/m5.sql": "select 1 as id\n",
                "models/m6.sql": "select 1 as id\n",
                "models/wide.sql": """
                    select *
                    from {{ ref('m0') }}
                      cross join {{ ref('m1') }}
                      cross join {{ ref('m2') }}
                      cross join {{ ref('m3') }}
                      cross join {{ ref('m4') }}
                      cross join {{ ref('m5') }}
                      cross join {{ ref('m6') }}
                    """,
            },
            {"models/wide.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/m0.sql": "select 1 as id\n",
                "models/m1.sql": "select 1 as id\n",
                "models/m2.sql": "select 1 as id\n",
                "models/wide.sql": """
                    select *
                    from {{ ref('m0') }}
                      cross join {{ ref('m1') }}
                      cross join {{ ref('m2') }}
                    """,
            }
        ),
    ),
)
def check(dag: Dag, whole: Project) -> Iterator[Found]:
    """A model that joins many models.

    ## Why it matters
    Nobody can hold its grain in mind; each join may multiply or lose rows, and a mistake hides behind the
    others.

    ## Instead
    Split it into intermediate models with tested keys.

    ## When it stays silent
    Fewer parents than `joins` of rules.options.modeling, 7 if unset.

    ## Fix
    None: where to split is for the author to say.
    """
    most = Layers(whole).limit("joins")
    for name, edges in dag.parents.items():
        if len(edges) >= most:
            message = f"{name} reads {len(edges)} models and sources in one query: split it where a key can be tested."
            yield Found(message, dag.models[name].node.line, name, path=dag.models[name].path, of_file=True)

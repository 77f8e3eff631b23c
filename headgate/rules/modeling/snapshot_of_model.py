"""Rule: A snapshot of a model that computes."""

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
                "models/marts/fct_a.sql": "select 1 as id\n",
                "snapshots/s.sql": """
                    {% snapshot s %}
                    {{ config(unique_key='id', strategy='check', check_cols='all') }}
                    select * from {{ ref('fct_a') }}
                    {% endsnapshot %}
                    """,
            },
            {"snapshots/s.sql": (3,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/staging/stg_a.sql": "select 1 as id\n",
                "snapshots/s.sql": """
                    {% snapshot s %}
                    {{ config(unique_key='id', strategy='check', check_cols='all') }}
                    select * from {{ ref('stg_a') }}
                    {% endsnapshot %}
                    """,
            }
        ),
    ),
)
def check(dag: Dag, whole: Project) -> Iterator[Found]:
    """A snapshot of a model that computes.

    ## Why it matters
    A snapshot can never be built again. One of computed columns keeps every mistake of the computation as
    history, and every fix of it as a change of the world.

    ## Instead
    Snapshot the source, compute from the snapshot.

    ## When it stays silent
    The snapshot reads a source, a seed, a base or staging model.

    ## Fix
    None: the history has to be kept.
    """
    layers = Layers(whole)
    for snapshot in dag.view.models:
        for name, line in snapshot.node.refs if snapshot.node.kind == "snapshot" else ():
            model = dag.models.get(name)
            if model is not None and layers.of(model) in ("intermediate", "marts"):
                message = (
                    f"The snapshot {snapshot.name} keeps the history of {name}, which is computed: snapshot its source."
                )
                yield Found(message, line, f"{snapshot.name} {name}", path=snapshot.path)

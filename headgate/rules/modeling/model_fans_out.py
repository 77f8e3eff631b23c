"""Rule: A model that many last models read."""

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
                "models/a.sql": "select * from {{ source('raw', 'orders') }}\n",
                "models/r1.sql": "select * from {{ ref('a') }}\n",
                "models/r2.sql": "select * from {{ ref('a') }}\n",
                "models/r3.sql": "select * from {{ ref('a') }}\n",
            },
            {"models/a.sql": (1,)},
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
                "models/r1.sql": "select * from {{ ref('a') }}\n",
                "models/r2.sql": "select * from {{ ref('a') }}\n",
            }
        ),
    ),
)
def check(dag: Dag, whole: Project) -> Iterator[Found]:
    """A model that many last models read.

    ## Why it matters
    What the readers do with it they mostly do alike; done once more each time, definitions drift apart.

    ## Instead
    Move what they share into one model between.

    ## When it stays silent
    Fewer than three readers, or they are read further; the threshold is `fan_out` of rules.options.modeling.

    ## Fix
    None: what is shared is for the team to say.
    """
    most = Layers(whole).limit("fan_out")
    for name, model in dag.models.items():
        leaves = sorted({e.child for e in dag.children.get(name, ()) if e.child not in dag.children})
        if len(leaves) >= most:
            message = f"{len(leaves)} models that nothing reads further read {name}: {', '.join(leaves[:5])}."
            yield Found(message, model.node.line, name, path=model.path, of_file=True)

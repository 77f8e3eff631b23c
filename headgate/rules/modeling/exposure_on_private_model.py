"""Rule: An exposure that depends on something not public."""

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
                "models/a.sql": "select 1 as id\n",
                "models/b.sql": "select 1 as id\n",
                "models/a.yml": """
                    models:
                      - name: a
                        access: public
                    exposures:
                      - name: board
                        depends_on:
                          - ref('a')
                          - ref('b')
                    """,
            },
            {"models/a.yml": (8,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/b.sql": "select 1 as id\n",
                "models/a.yml": """
                    exposures:
                      - name: board
                        depends_on:
                          - ref('b')
                    """,
            }
        ),
    ),
)
def check(dag: Dag) -> Iterator[Found]:
    """An exposure that depends on something not public.

    ## Why it matters
    A dashboard that people use stands on a model that may be changed without notice.

    ## Instead
    access: public, with a contract, for what exposures read; never a source.

    ## When it stays silent
    No model of the project is public, so that access is not used here; the model is public.

    ## Fix
    Set access: public.
    """
    if not any(model.setting("access") == "public" for model in dag.models.values()):
        return
    for entry in dag.view.entries:
        for name, line in dict(entry.node.refs).items() if entry.node.kind == "exposure" else ():
            model = dag.models.get(name)
            if "." in name or (model is not None and model.setting("access") != "public"):
                message = f"The exposure {entry.node.name} depends on {name}, which is not public."
                yield Found(message, line, f"{entry.node.name} {name}", path=entry.path)

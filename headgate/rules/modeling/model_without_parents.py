"""Rule: A model that reads neither a model nor a source."""

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
                "models/a.sql": "select * from raw.orders\n",
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
            }
        ),
    ),
)
def check(dag: Dag) -> Iterator[Found]:
    """A model that reads neither a model nor a source.

    ## Why it matters
    Its lineage begins nowhere: names of tables are written by hand, or rows are. dbt cannot order its run, and
    no impact reaches it.

    ## Instead
    ref() and source().

    ## When it stays silent
    It reads something; it holds no table at all but makes its rows (a date spine, VALUES, generate_series).

    ## Fix
    None: what it should read is not told.
    """
    for name, edges in dag.parents.items():
        model = dag.models[name]
        if not edges and model.path.endswith(".sql") and not model.setting("time_spine"):
            message = f"{name} refers to no model and no source: dbt does not know where its rows come from."
            yield Found(message, model.node.line, name, path=model.path, of_file=True)

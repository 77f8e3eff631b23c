"""Rule: Documentation and tests of a model that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from headgate.facts.dbt.view import DbtProjectView
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/orders.sql": "select 1 as id\n",
                "models/schema.yml": """
                    models:
                      - name: orders
                      - name: order_lines
                        columns:
                          - name: id
                            tests: [unique]
                    """,
            },
            {"models/schema.yml": (3,)},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/orders_v2.sql": "select 1 as id\n",
                "models/schema.yml": """
                    models:
                      - name: orders
                        versions:
                          - v: 2
                    """,
            }
        ),
    ),
)
def check(view: DbtProjectView) -> Iterator[Found]:
    """Documentation and tests of a model that does not exist.

    ## Why it matters
    dbt only warns: the tests of the entry are never run, and whoever reads it trusts a table that is not there.

    ## Instead
    Name the model as its file is named, or remove the entry with the model.

    ## When it stays silent
    Versions of the model exist under their own file names.

    ## Fix
    None: a renamed model and a removed one look the same here.
    """
    for entry in view.entries:
        node = entry.node
        if node.kind not in ("model", "seed", "snapshot") or view.is_known(node.name):
            continue
        close = get_close_matches(node.name, view.names, n=1, cutoff=0.85)
        told = f" (the nearest name is {close[0]})" if close else ""
        lost = f"; its {len(node.tests)} tests never run" if node.tests else ""
        message = f"No {node.kind} is called {node.name}{told}{lost}."
        level = Level.WARNING if node.tests else Level.NOTE
        yield Found(message, node.line, node.name, path=entry.path, level=level)

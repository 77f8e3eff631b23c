"""Rule: A source without a description."""

from __future__ import annotations

import json
from collections.abc import Iterator

from headgate.facts.dbt.dag import Dag
from headgate.facts.dbt.entries import SOURCE_DESCRIPTION, SOURCE_LINE
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
                "models/sources.yml": """
                    sources:
                      - name: raw
                        tables:
                          - name: orders
                          - name: users
                    """,
            },
            {"models/sources.yml": (2,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/s.yml": """
                    sources:
                      - name: raw
                        description: The shop.
                        tables:
                          - name: orders
                    """,
            }
        ),
    ),
)
def check(dag: Dag) -> Iterator[Found]:
    """A source without a description.

    ## Why it matters
    Where the data come from, who loads them and whom to ask is known to nobody once its author has left.

    ## Instead
    A description with system, owner and way of loading.

    ## When it stays silent
    The source has a description.

    ## Fix
    Add a description.
    """
    told: set[str] = set()
    for name, entry in dag.sources.items():
        source = name.split(".", 1)[0]
        if source not in told and not entry.node.setting(SOURCE_DESCRIPTION):
            told.add(source)
            line = json.loads(entry.node.setting(SOURCE_LINE) or "0") or entry.node.line
            yield Found(f"The source {source} has no description.", line, source, path=entry.path)

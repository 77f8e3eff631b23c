"""Rule: A source declared in the folder of another one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

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
                "models/raw/s.yml": """
                    sources:
                      - name: raw
                        tables:
                          - name: orders
                      - name: web
                        tables:
                          - name: visits
                    """,
            },
            {"models/raw/s.yml": (7,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/raw/s.yml": """
                    sources:
                      - name: raw
                        tables:
                          - name: orders
                    """,
            }
        ),
    ),
)
def check(dag: Dag) -> Iterator[Found]:
    """A source declared in the folder of another one.

    ## Why it matters
    Who looks for the source looks in its folder; who moves the other source takes it along.

    ## Instead
    A properties file in the folder of the source.

    ## When it stays silent
    No folder of the project is named for a source, or the file lies in the source's own.

    ## Fix
    Move the entry.
    """
    named = {name.split(".", 1)[0] for name in dag.sources}
    told: set[str] = set()
    for name, entry in dag.sources.items():
        source, folder = name.split(".", 1)[0], PurePosixPath(entry.path).parent.name.lower()
        if folder in named and folder != source and name not in told:
            told.add(name)
            message = f"{name} is declared in the folder of the source {folder}: {entry.path}."
            yield Found(message, entry.node.line, name, path=entry.path)

"""Rule: One table declared as two sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from headgate.facts.dbt.dag import Dag
from headgate.facts.dbt.view import Entry
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
                "models/s.yml": """
                    sources:
                      - name: raw
                        tables:
                          - name: orders
                          - name: raw_orders
                            identifier: orders
                    """,
            },
            {"models/s.yml": (5,)},
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
            }
        ),
    ),
)
def check(dag: Dag) -> Iterator[Found]:
    """One table declared as two sources.

    ## Why it matters
    Tests, freshness and documentation belong to one of the two names, and lineage through the other does not
    meet it.

    ## Instead
    One source for one table.

    ## When it stays silent
    The two have different schemas, databases or identifiers.

    ## Fix
    Remove one, and change who reads it.
    """
    tables: defaultdict[tuple[str, str], dict[str, Entry]] = defaultdict(dict)
    for name, entry in dag.sources.items():
        tables[entry.node.setting("database"), entry.node.relation or name].setdefault(name, entry)
    for (_, relation), found in tables.items():
        names = sorted(found)
        for name in names[1:]:
            message = f"{name} is the same table as {names[0]} ({relation}): one table is declared as two sources."
            yield Found(message, found[name].node.line, relation, path=found[name].path)

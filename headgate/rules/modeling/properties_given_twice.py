"""Rule: One model is described in two places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from headgate.facts.dbt.view import DbtProjectView, Entry
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_KINDS = ("model", "seed", "snapshot")
_DAY = "models:\n  - name: trades_by_day\n    columns:\n      - name: day\n"


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/trades_by_day.sql": "select 1 as day\n",
                "models/trades_by_month.sql": "select 1 as month\n",
                "models/trades_by_day.yml": _DAY,
                "models/trades_by_month.yml": _DAY.replace("name: day", "name: month"),
            },
            {"models/trades_by_month.yml": (2,)},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/trades_by_day.sql": "select 1 as day\n",
                "models/trades_by_month.sql": "select 1 as month\n",
                "models/trades_by_day.yml": _DAY,
                "models/trades_by_month.yml": _DAY.replace("day", "month"),
            }
        ),
    ),
)
def check(view: DbtProjectView) -> Iterator[Found]:
    """One model is described in two places.

    ## Why it matters
    dbt refuses to parse the project: a resource and its columns may be described once only. Mostly the file was copied
    for a sibling and kept the old name, so that the sibling's tests never run either.

    ## Instead
    Describe each model once, under its own name.

    ## When it stays silent
    The names differ, or one describes a source, an exposure or another kind of node.

    ## Fix
    None: which model is meant is not told.
    """
    told: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in view.entries:
        if entry.node.kind in _KINDS:
            told[entry.node.kind, entry.node.name].append(entry)
    for (_, name), entries in told.items():
        own = next((entry for entry in entries if name in entry.path), entries[0])
        for entry in entries:
            if entry is not own:
                message = f"{name} is described here and in {own.path}: dbt refuses the project for the duplicate."
                at = (Location(own.path, own.node.line),)
                yield Found(message, entry.node.line, f"{name} in {entry.path}", path=entry.path, related=at)

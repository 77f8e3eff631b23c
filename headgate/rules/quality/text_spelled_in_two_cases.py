"""Rule: One column compared with the same text in two spellings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.facts.sql.domains import Source
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_CASE_BLIND = ("mysql", "tsql", "sqlite", "doris", "starrocks", "fabric")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/stg_users.sql": "select id, role from raw.users\n",
                "models/a.sql": "select id\nfrom {{ ref('stg_users') }}\nwhere role = 'agent'\n",
                "models/b.sql": "select id\nfrom raw.users\nwhere role in ('agent', 'owner')\n",
                "models/c.sql": "select id\nfrom {{ ref('stg_users') }}\nwhere role = 'Agent'\n",
            },
            {"models/c.sql": (3,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.sql": "select id from raw.users where role = 'agent'\n",
                "models/b.sql": "select id from raw.users where lower(role) = 'agent'\n",
                "models/c.sql": "select id from raw.users where role in ('Agent', 'agent')\n",
            },
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.sql": "select id from raw.users where role = 'agent'\n",
                "models/c.sql": "select id from raw.groups where role = 'Agent'\n",
            },
        ),
    ),
)
def check(whole: Project) -> Iterator[Found]:
    """One column compared with the same text in two spellings.

    ## Why it matters
    Texts compare case by case in most warehouses, so one of the two comparisons is never met: a flag is always false, a
    filter keeps nothing, without an error.

    ## Instead
    One spelling, the one that the data has; or the case of the column folded.

    ## When it stays silent
    A comparison lists both spellings; the columns do not lead back to one and the same column unchanged; the dialect
    compares without the case; neither spelling is the rarer one.

    ## Fix
    Use the spelling that the others use.
    """
    uses: defaultdict[tuple[Source, str], defaultdict[str, list[tuple[str, int, str]]]]
    uses = defaultdict(lambda: defaultdict(list))
    for path, facts in whole.files.items():
        for statement in facts.statements:
            for risk in statement.grain.risks if statement.grain is not None else ():
                values = risk.values
                plain = risk.kind == "literal" and len(values.sources) == 1 and not values.values and not values.folded
                if not plain or statement.dialect in _CASE_BLIND:
                    continue
                both = len({text.lower() for text in risk.on}) < len(set(risk.on))
                for text in risk.on:
                    for root in whole.domains.roots(values.sources[0]):
                        spelling = "" if both else text
                        uses[root, text.lower()][spelling].append((path, risk.line, risk.relation))
    for (root, _), spellings in uses.items():
        places = {text: sorted(set(found)) for text, found in spellings.items()}
        if len(places) != 2 or "" in places:
            continue
        (rare, few), (usual, many) = sorted(places.items(), key=lambda item: len(item[1]))
        if len(few) == len(many):
            continue
        message = (
            f"{few[0][2]} is compared with {rare!r} here and with {usual!r} elsewhere ({many[0][0]}:{many[0][1]}): "
            f"both are {root[0]}.{root[1]}, and texts compare case by case."
        )
        related = tuple(Location(path, line) for path, line, _ in many[:3])
        for path, line, column in few:
            yield Found(message, line, f"{column} {rare}", path=path, related=related)

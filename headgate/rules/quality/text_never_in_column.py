"""Rule: A comparison with a text that the column never holds."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.facts.sql.grain import ColumnValues, Risk
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_CASE_BLIND = ("mysql", "tsql", "sqlite", "doris", "starrocks", "fabric")
"""Dialects whose usual collation compares texts without their case."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/sized.sql": "select id, case when n > 9 then 'large' else 'small' end as size from orders\n",
                "models/q.sql": "select id\nfrom {{ ref('sized') }}\nwhere size = 'big'\n",
            },
            {"models/q.sql": (3,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/shop.yml": """
                    models:
                      - name: users
                        columns:
                          - name: role
                            tests:
                              - accepted_values:
                                  values: [admin, agent]
                    """,
                "models/users.sql": "select id, role from raw_users\n",
                "models/q.sql": "select id\nfrom {{ ref('users') }}\nwhere role in ('Admin', 'Agent')\n",
            },
            {"models/q.sql": (3,)},
        ),
        repository(
            {
                "q.sql": """
                    with users as (select id, lower(role) as role from raw_users)
                    select id
                    from users
                    where role = 'Admin'
                    """,
            },
            {"q.sql": (4,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "seeds/countries.csv": "code,area\nDE,Europe\nFR,Europe\nJP,Asia\n",
                "models/q.sql": "select code\nfrom {{ ref('countries') }}\nwhere area = 'europe'\n",
            },
            {"models/q.sql": (3,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/sized.sql": "select id, case when total > 9 then 'large' else size end as size from orders\n",
                "models/q.sql": "select id\nfrom {{ ref('sized') }}\nwhere size = 'big'\n",
            },
        ),
        repository(
            {
                "q.sql": """
                    with users as (select id, lower(role) as role from raw_users)
                    select id from users where role in ('admin', 'agent')
                    """,
            },
        ),
    ),
)
def check(whole: Project) -> Iterator[Found]:
    """A comparison with a text that the column never holds.

    ## Why it matters
    The condition is never true (or, negated, always): a filter that keeps nothing, a flag that is always false, a
    branch of CASE that is never taken. Mostly the text is written in another case, or was renamed where it is made.

    ## Instead
    Compare with what the column holds, or fold the case of both sides.

    ## When it stays silent
    It is not known for every way to the column which texts it can hold: by CASE, constants, a seed, accepted_values or
    LOWER and UPPER; the dialect compares without the case. In a list of which other texts occur it is a note, unless it
    differs by its case alone.

    ## Fix
    Correct the text.
    """
    for path, facts in whole.files.items():
        for statement in facts.statements:
            for risk in statement.grain.risks if statement.grain is not None else ():
                if risk.kind != "literal":
                    continue
                told = whole.domains.settled(risk.values)
                message = _fault(risk, told, blind=statement.dialect in _CASE_BLIND)
                if message:
                    # Of a list whose other texts occur, one too many does little harm; another spelling does.
                    spare = told.closed and any(text in told.values for text in risk.on) and "never met" in message
                    yield Found(message, risk.line, risk.entity, path=path, level=Level.NOTE if spare else None)


def _fault(risk: Risk, told: ColumnValues, *, blind: bool) -> str:
    column = risk.relation
    for text in risk.on:
        if not text.strip():
            continue
        held = {value.lower(): value for value in told.values}
        if told.closed and told.values and text not in told.values:
            if text.lower() in held and not blind:
                return f"{column} is never {text!r} but {held[text.lower()]!r}: texts compare by case ({told.reason})."
            if text.lower() not in held:
                return f"{column} is never {text!r}, so the comparison is never met: {told.reason}."
        change = {"lower": str.lower, "upper": str.upper}.get(told.folded)
        if change is not None and text != change(text) and not blind:
            return f"{column} is never {text!r}: it is in {told.folded} case ({told.reason})."
    return ""

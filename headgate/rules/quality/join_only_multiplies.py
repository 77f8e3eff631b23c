"""Rule: A join that filters, and repeats the rows that it keeps."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.sql.known import Known
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "q.sql": """
                    with usage as (
                      select server_id, user_id, count(*) as n from events group by server_id, user_id
                    ),
                    busy as (
                      select u.server_id from usage u where u.n is not null
                    ),
                    used as (
                      select server_id, user_id from usage
                    ),
                    listed as (
                      select u.server_id from used u
                    )
                    select s.name, s.server_id
                    from servers s
                    join listed b on b.server_id = s.server_id
                """,
            },
            {"q.sql": (11,)},
        ),
        repository(
            {
                "q.sql": """
                    with busy as (
                      select distinct e.server_id from events e
                    )
                    select s.name, s.server_id
                    from servers s
                    join busy b on b.server_id = s.server_id
                """,
            },
        ),
        repository(
            {
                "q.sql": """
                    with busy as (
                      select e.server_id, e.user_id from events e group by e.server_id, e.user_id
                    )
                    select s.name, b.user_id
                    from servers s
                    join busy b on b.server_id = s.server_id
                """,
            },
        ),
    ),
)
def check(known: Known) -> Iterator[Found]:
    """A join that filters, and repeats the rows that it keeps.

    ## Why it matters
    Nothing is taken from the joined relation, so it serves as a filter. But it has several rows for each value
    that the join compares, and each row it lets pass comes out as often.

    ## Instead
    EXISTS, IN, a semi join, or SELECT DISTINCT in the joined query.

    ## When it stays silent
    The joined relation's key is not known or lies within the join's columns; repeated rows go away by GROUP BY or
    DISTINCT.

    ## Fix
    Make the joined query distinct.
    """
    for path, risk in known.risks("filter-join"):
        why = known.repeats(risk)
        if why:
            on = ", ".join(risk.on)
            message = f"{risk.relation} is joined on {on} as a filter only, and repeats the rows that pass: {why}."
            yield Found(message, risk.line, risk.entity, path=path)

"""A set operation over stars whose branches a change elsewhere puts out of line."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.refusals import Refusal
from headgate.rules.lineage.column_nobody_makes import evidence
from headgate.rules.registry import Found, repository, rule

OLD = "create table shop.orders_2024 (id int, total int);\n"
NEW = "create table shop.orders_2025 (id int, total int);\n"
WIDER = "create table shop.orders_2025 (id int, total int, channel text);\n"
ALL = """\
create view shop.orders as
select * from shop.orders_2024
union all
select * from shop.orders_2025;
"""
NAMED = ALL.replace("*", "id, total")


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"old.sql": OLD, "new.sql": WIDER, "all.sql": ALL},
            {"all.sql": (1,)},
            base={"old.sql": OLD, "new.sql": NEW, "all.sql": ALL},
        ),
        repository(
            {"old.sql": OLD, "new.sql": WIDER, "all.sql": NAMED},
            base={"old.sql": OLD, "new.sql": NEW, "all.sql": NAMED},
        ),
    ),
)
def set_operation_out_of_line(refusal: Refusal) -> Iterator[Found]:
    """A change upstream gives the branches of a UNION over stars different numbers of columns.

    ## Why it matters

    UNION, INTERSECT and EXCEPT line columns up by position. A column that one branch gains through its star makes
    the engine refuse the query, or shifts values into the wrong columns where another is dropped as well.

    ## Instead

    Name the columns in every branch, or use UNION BY NAME where the engine has it.

    ## When it stays silent

    Where the query itself is what was changed, and where a branch is not known in full.

    ## Fix

    None is offered: whether the other branch should gain the column is for its author to say.
    """
    if refusal.fault.kind != "column-count" or refusal.own:
        return
    yield Found(
        message=(
            f"`{refusal.dataset}` lines up {refusal.fault.name} columns since `{refusal.route[0]}` changed: it fails."
        ),
        line=refusal.query.statement.line,
        entity=f"{refusal.dataset}",
        path=refusal.query.path,
        evidence=evidence(refusal),
    )

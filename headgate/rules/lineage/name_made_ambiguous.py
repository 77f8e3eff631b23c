"""An unqualified name that a change elsewhere makes ambiguous."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.refusals import Refusal
from headgate.rules.lineage.column_nobody_makes import evidence
from headgate.rules.registry import Found, repository, rule

USERS = "create table shop.users (id int, name text);\n"
USERS_WITH_STATUS = "create table shop.users (id int, name text, status text);\n"
ORDERS = "create table shop.orders (order_id int, user_id int, status text);\n"
JOINED = """\
create view shop.open_orders as
select o.order_id, u.name
from shop.orders o
join shop.users u on u.id = o.user_id
where status = 'open';
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"users.sql": USERS_WITH_STATUS, "orders.sql": ORDERS, "open.sql": JOINED},
            {"open.sql": (5,)},
            base={"users.sql": USERS, "orders.sql": ORDERS, "open.sql": JOINED},
        ),
        repository(
            {"users.sql": USERS_WITH_STATUS, "orders.sql": ORDERS, "open.sql": JOINED.replace(" status", " o.status")},
            base={"users.sql": USERS, "orders.sql": ORDERS, "open.sql": JOINED.replace(" status", " o.status")},
        ),
    ),
)
def name_made_ambiguous(refusal: Refusal) -> Iterator[Found]:
    """A column added upstream makes an unqualified name of a downstream query ambiguous.

    ## Why it matters

    Adding a column is held to be harmless. Where a query joins that table with another and names a column of
    the same name without saying of which, the engine now refuses it.

    ## Instead

    Qualify the name in the query, in this change or before it.

    ## When it stays silent

    Where the query itself is what was changed (`quality/ambiguous-column` speaks then), where the join merges
    the columns by USING, and where a relation is not known in full.

    ## Fix

    None is offered: which of the two is meant follows from the base, but the query stands in another file.
    """
    if refusal.fault.kind != "ambiguous-column" or refusal.own:
        return
    yield Found(
        message=(
            f"`{refusal.dataset}` names `{refusal.fault.name}` without a table, and since `{refusal.route[0]}` changed "
            "two of its relations have it: it fails."
        ),
        line=refusal.query.statement.file_line(refusal.fault.line),
        entity=f"{refusal.dataset}.{refusal.fault.name}",
        path=refusal.query.path,
        evidence=evidence(refusal),
    )

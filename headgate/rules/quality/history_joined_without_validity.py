"""Rule: A join to a history that asks for no version of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.dataset import DatasetId
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_SNAPSHOT = """
    {% snapshot customers_snapshot %}
    {{ config(unique_key='id', strategy='timestamp', updated_at='changed_at') }}
    select id, name, changed_at from raw_customers
    {% endsnapshot %}
    """


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "snapshots/customers_snapshot.sql": _SNAPSHOT,
                "models/orders.sql": """
                    select o.id, c.name
                    from raw_orders o
                    left join {{ ref('customers_snapshot') }} c on c.id = o.customer_id
                    """,
            },
            {"models/orders.sql": (3,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "snapshots/customers_snapshot.sql": _SNAPSHOT,
                "models/orders.sql": """
                    select o.id, c.name
                    from raw_orders o
                    left join {{ ref('customers_snapshot') }} c on c.id = o.customer_id and c.dbt_valid_to is null
                    """,
            },
        ),
        repository(
            {
                "prices.sql": """
                    create table prices as
                    select product_id, price, valid_from, lead(valid_from) over (
                      partition by product_id order by valid_from) as valid_to
                    from changes;
                    """,
                "q.sql": """
                    select l.id, p.price
                    from lines l
                    join prices p on p.product_id = l.product_id
                    """,
            },
            {"q.sql": (3,)},
        ),
    ),
)
def check(whole: Project) -> Iterator[Found]:
    """A join to a history that asks for no version of it.

    ## Why it matters
    A snapshot or a slowly changing dimension has one row for each version of a thing. Joined by its key alone, every
    row meets all versions: rows multiply with each change that was ever recorded.

    ## Instead
    Ask for the version: the current one (`dbt_valid_to is null`), or the one valid at the time of the row.

    ## When it stays silent
    The query names a column of validity or of being current, so that it knows of versions; it passes on all columns;
    the join is by a surrogate key (`_key`, `_sk`), which each version has for itself;
    the history was filtered or brought to one row before; which columns it has is not known.

    ## Fix
    Add the validity interval to ON.
    """
    for path, risk in whole.known.risks("version-join"):
        if any(_SPEAKS.search(name) for name in (*risk.also, *risk.on)) or all(_OF_VERSION.search(n) for n in risk.on):
            continue
        for one in risk.shape.inherited:
            pair = _interval(one.table, whole) if not one.filtered else None
            if pair is None or whole.known.is_unique_on(risk.shape, risk.on):
                continue
            message = (
                f"{risk.relation} is joined on {', '.join(risk.on)} alone, but {one.table} has one row for each "
                f"version ({pair[0]} to {pair[1]}): without a validity condition every version matches (fan-out)."
            )
            yield Found(message, risk.line, f"{risk.relation} {', '.join(risk.on)}", path=path)
            break


_OF_VERSION = re.compile(r"(?:^|_)(?:key|sk|hk|hash)$")
"""A surrogate key stands for one version of a thing."""
_SPEAKS = re.compile(
    r"valid|effective|current|active|latest|start|end|from|until|expir|version|deleted|date|_at$|day|rn$"
)
_PAIRS = (
    ("dbt_valid_from", "dbt_valid_to"),
    ("valid_from", "valid_to"),
    ("valid_from", "valid_until"),
    ("valid_starting_at", "valid_ending_at"),
    ("effective_from", "effective_to"),
    ("_valid_from", "_valid_to"),
    ("_fivetran_start", "_fivetran_end"),
    ("valid_from_ts", "valid_to_ts"),
    ("row_valid_from", "row_valid_to"),
    ("effective_start_date", "effective_end_date"),
)


def _interval(table: DatasetId, whole: Project) -> tuple[str, str] | None:
    """The columns of a table that say from when to when a row is valid."""
    node = whole.graph.nodes.get(table)
    names = {column.name.lower() for column in node.columns} if node is not None else set()
    if any("dbt_valid_from" in key.columns for key in whole.known.keys(table)):
        return _PAIRS[0]
    return next(((start, end) for start, end in _PAIRS if start in names and end in names), None)

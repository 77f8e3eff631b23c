"""A query names a column that its upstream does not have."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Level, Proof
from headgate.impact.refusals import Refusal
from headgate.rules.registry import Found, repository, rule

ORDERS = "create table shop.orders (id int, customer_id int, total int);\n"
RENAMED = "create table shop.orders (id int, customer_id int, amount int);\n"
REVENUE = """\
create view shop.revenue as
select
    customer_id,
    sum(total) as revenue
from shop.orders
group by customer_id;
"""
PROJECT = {"dbt_project.yml": "name: shop\n"}
TEST = "select order_id, count(*) as n\nfrom {{ ref('orders') }}\ngroup by order_id\nhaving count(*) > 1\n"
PIVOTED = "select 1 as order_key, {{ pivot_of_a_package('status') }}\n"
STAR = "create view shop.all_orders as select * from shop.orders;\n"
PAYMENTS = """\
{{{{ config(materialized='incremental', unique_key='id') }}}}
select p.id, p.amount, p.at as paid_at from raw.incoming as p
{{% if is_incremental() %}}
join (select max(paid_at) as last_paid_at from {{{{ this }}}}) as w on p.at > w.{watermark}
{{% endif %}}
"""
STRUCTS = """\
create table shop.events (id int64, body struct<kind string, at struct<day date>>);
create table shop.kinds (kind string);
create view shop.opened as
with fields as (select id, body.* except (at) from shop.events),
latest as (select as value max(id) from shop.events)
select fields.kind, fields.sender, latest
from fields
cross join latest
join shop.kinds as body on body.kind = shop.events.body.kind
where fields.id <= latest;
create view shop.days as select body.at.day, count(*) as n from shop.events group by day;
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"orders.sql": RENAMED, "revenue.sql": REVENUE},
            {"revenue.sql": (4,)},
            base={"orders.sql": ORDERS, "revenue.sql": REVENUE},
        ),
        repository({"orders.sql": ORDERS, "revenue.sql": REVENUE.replace("total", "amount")}, {"revenue.sql": (4,)}),
        repository(
            {"orders.sql": RENAMED, "all.sql": STAR, "revenue.sql": REVENUE.replace("total", "amount")},
            base={"orders.sql": ORDERS, "all.sql": STAR, "revenue.sql": REVENUE},
        ),
        repository({"revenue.sql": REVENUE}),
        repository({"headgate.toml": 'dialect = "bigquery"\n', "structs.sql": STRUCTS}),
        repository(
            {"orders.sql": ORDERS, "revenue.sql": REVENUE.replace("total", "amount")},
            {"revenue.sql": (4,)},
            base={"orders.sql": ORDERS},
        ),
        repository(
            {**PROJECT, "models/orders.sql": "select 1 as order_key\n", "tests/unique_orders.sql": TEST},
            {"tests/unique_orders.sql": (1, 3)},
            base={**PROJECT, "models/orders.sql": "select 1 as order_id\n", "tests/unique_orders.sql": TEST},
        ),
        repository(
            {**PROJECT, "models/orders.sql": PIVOTED, "tests/unique_orders.sql": TEST},
            base={**PROJECT, "models/orders.sql": "select 1 as order_id\n", "tests/unique_orders.sql": TEST},
        ),
        repository(
            {**PROJECT, "models/payments.sql": PAYMENTS.format(watermark="last_at")},
            {"models/payments.sql": (4,)},
            base={**PROJECT, "models/payments.sql": PAYMENTS.format(watermark="last_paid_at")},
        ),
        repository(
            {**PROJECT, "models/payments.sql": PAYMENTS.format(watermark="last_at")}, {"models/payments.sql": (4,)}
        ),
        repository({**PROJECT, "models/payments.sql": PAYMENTS.format(watermark="last_paid_at")}),
    ),
)
def column_nobody_makes(refusal: Refusal) -> Iterator[Found]:
    """A query names a column that the table, model or query it reads does not have.

    ## Why it matters

    The engine refuses the query. A removed or renamed column upstream stops every model that names it, and all
    that is built on those; the change that caused it compiles, since it stands in another file.

    ## Instead

    Mend the readers in the same change, or keep the old name beside the new one until all have moved.

    ## When it stays silent

    Where some relation that the query reads is not known in full: no DDL, no query and no program of the
    repository proves its columns. Documentation alone proves nothing.

    ## Fix

    None is offered: which column is meant, only its author knows.
    """
    if refusal.fault.kind != "missing-column":
        return
    name, relation = refusal.fault.name, refusal.fault.relation
    of = f"`{relation}`" if relation else "what it reads"
    if refusal.own:
        said = f"`{refusal.dataset}` names `{name}`, which does not exist in {of}: the query is refused."
    else:
        cause = str(refusal.route[0])
        since = "with this change" if cause == relation else f"since `{cause}` changed"
        said = f"`{refusal.dataset}` still names `{name}`, which {of} no longer has {since}: it fails."
    if refusal.later:
        said = f"{said.rstrip('.')}, from its second, incremental run on."
    yield Found(
        message=said,
        line=refusal.query.statement.file_line(refusal.fault.line),
        entity=f"{refusal.dataset}.{name}",
        path=refusal.query.path,
        evidence=evidence(refusal),
    )


def evidence(refusal: Refusal) -> tuple[Evidence, ...]:
    """The way from the change to the query, where there is one."""
    if len(refusal.route) < 2:
        return ()
    return (Evidence(EvidenceKind.LINEAGE, "\n".join(f"→ {dataset}" for dataset in refusal.route)),)

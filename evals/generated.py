"""Generated repositories, as large as a measurement wants them; the same number gives the same files."""

from __future__ import annotations

from pathlib import Path

_QUERY = """\
create or replace table mart.t{number} as
with recent as (
    select
        o.id as order_id,
        o.customer_id,
        o.amount_{number},
        o.placed_at,
        row_number() over (partition by o.customer_id order by o.placed_at desc) as n
    from {upstream} as o
    where o.placed_at >= date '2024-01-{day:02d}' and o.status in ('paid', 'shipped', 's{number}')
),

by_customer as (
    select
        r.customer_id,
        count(*) as orders,
        sum(case when r.n = 1 then r.amount_{number} else 0 end) as latest,
        coalesce(sum(r.amount_{number}), 0) as total
    from recent as r
    group by r.customer_id
    having count(*) > {day}
)

select
    c.id,
    c.customer_id,
    c.id as order_id,
    b.orders,
    b.latest,
    b.total as amount_{next},
    c.placed_at,
    c.status
from by_customer as b
join raw.customers_{area} as c
    on c.customer_id = b.customer_id
where b.total > {number} or c.status is not null
"""
_SMALL = """\
create or replace view small.v{number} as
select id, name, {number} as batch
from raw.t{number}
where id > {day}
"""
_A_CHAIN = 25
"""Tables that build upon each other before a new chain starts."""


def query(number: int) -> str:
    """A query of some 40 lines with two CTEs, a window, a join and an aggregation."""
    upstream = f"mart.t{number - 1}" if number % _A_CHAIN else "raw.orders"
    return _QUERY.format(number=number, next=number + 1, upstream=upstream, day=number % 27 + 1, area=number % 40)


def lay_out_queries(root: Path, number: int) -> None:
    """`number` files of `query` below `root`, a hundred to a folder."""
    _lay_out(root, {n: query(n) for n in range(number)})


def lay_out_small_files(root: Path, number: int) -> None:
    """`number` files of four lines each below `root`."""
    _lay_out(root, {n: _SMALL.format(number=n, day=n % 27 + 1) for n in range(number)})


def _lay_out(root: Path, texts: dict[int, str]) -> None:
    for number, text in texts.items():
        folder = root / f"part_{number // 100:03d}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"t{number}.sql").write_text(text, encoding="utf-8")

"""A filter does not reach the source because its column is wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.explain.expressions import columns, conjuncts, key_of, name_of
from headgate.facts.spark.explain.model import PlanNode, SparkPlan
from headgate.facts.spark.explain.said import short, side
from headgate.facts.spark.explain.scans import Scan, scan_of
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, condition, found_at, through

_FORMATS = frozenset({"parquet", "orc", "delta", "iceberg", "hudi", "avro"})
"""What can leave out blocks of rows by what they hold."""
_COLUMN = r"[\w.$`]{1,200}#\w{1,20}"
_COMPARED = r" (?:<=>|=|<|>|<=|>=|IN|INSET) "
_CAST = re.compile(rf"^\(?cast\({_COLUMN} as (?P<type>\w[\w(),]{{0,40}})\){_COMPARED}")
_WRAPPED = re.compile(
    r"^\(?(?P<function>substring|substr|left|year|trunc|date_trunc|date_format|to_date|gettimestamp|from_unixtime|"
    rf"unix_timestamp|coalesce|ifnull|nvl|concat)\((?:[^()]|\([^()]*\)){{0,500}}\){_COMPARED}"
)
_DATES = frozenset(
    {"year", "trunc", "date_trunc", "date_format", "to_date", "gettimestamp", "from_unixtime", "unix_timestamp"}
)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            *(1) Filter (isnotnull(order_id#1) AND (cast(order_id#1 as int) = 5))
            +- *(1) ColumnarToRow
               +- FileScan parquet shop.orders[order_id#1] Batched: true, PushedFilters: [IsNotNull(order_id)]
            """,
            2,
            path=PLAN,
        ),
        fires(
            """
            == Physical Plan ==
            *(1) Filter (isnotnull(code#1) AND (substring(code#1, 1, 3) = DE-))
            +- *(1) ColumnarToRow
               +- FileScan parquet shop.orders[code#1] Batched: true, Format: Parquet, PushedFilters: [IsNotNull(code)]
            """,
            2,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            *(1) Filter ((isnotnull(name#1) AND (upper(name#1) = X)) AND (amount#2 > cast(limit#3 as int)))
            +- *(1) ColumnarToRow
               +- FileScan parquet shop.orders[name#1,amount#2,limit#3] Batched: true, PushedFilters: [IsNotNull(name)]
            """,
            path=PLAN,
        ),
    ],
)
def plan_filter_not_pushed(plan: SparkPlan) -> Iterator[Found]:
    """A filter does not reach the source because its column is wrapped.

    ## Why it matters
    Parquet and ORC keep the smallest and largest value of each column in each block, and whole files and blocks are
    left out by them, but only for a bare column beside a constant. Wrapped in a cast or a function, everything is
    read and decoded first.

    ## Instead
    Compare the column as it is: a constant of the column's own type for a cast, a range of dates for `year(day) =
    2024`, `code LIKE 'DE-%'` for `substring(code, 1, 3) = 'DE-'`, two conditions for `coalesce`.

    ## When it stays silent
    For functions that cannot be unwrapped, such as `upper`; for conditions over several columns; for formats that
    leave out nothing, such as CSV; where another filter on the same column is pushed.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("Filter"):
        scan = next((found for below in through(node) if (found := scan_of(below))), None)
        if scan is None or scan.format not in _FORMATS or scan.pushed is None:
            continue
        for part in conjuncts(condition(node)):
            yield from _unpushed(node, scan, part)


def _unpushed(node: PlanNode, scan: Scan, part: str) -> Iterator[Found]:
    used = columns(part)
    if len(used) != 1 or "ubquery" in part or key_of(used[0]) in {key_of(one) for one in scan.partitions}:
        return
    name = name_of(used[0])
    if any(f"({name}," in pushed and not pushed.startswith("IsNotNull") for pushed in scan.pushed or ()):
        return
    cast, wrapped = _CAST.match(part), _WRAPPED.match(part)
    if cast is None and wrapped is None:
        return
    if cast is not None:
        why = f"`{name}` is cast to {cast['type']} for each row; write the constant in the column's own type"
    elif wrapped is not None and wrapped["function"] in _DATES:
        why = f"`{wrapped['function']}` is applied to `{name}` first; ask for a range of `{name}` instead"
    else:
        why = f"a function is applied to `{name}` first"
    level = None if cast is not None else Level.NOTE
    yield found_at(node, f"{short(part)} is not pushed to {side(scan.node)}: {why}.", part, level)

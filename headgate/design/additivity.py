"""Which measures may be added: over everything, over everything but time, or not at all.

Source: Kimball and Ross, "The Data Warehouse Toolkit", chapter 1, additive, semi-additive and non-additive facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from headgate.design.nature import is_snapshot
from headgate.design.source.model import SourceTable

NON_ADDITIVE = re.compile(
    r"(^|_)(rate|ratio|pct|percent|percentage|avg|average|mean|median|temperature|score|rating|grade|age|index|margin_pct"
    r"|latitude|longitude|unit_price|list_price|unit_cost|price_per_\w+|exchange_rate|share|probability|rank|speed)$"
    r"|^(avg|average|pct|percent|rate|ratio|min|max|median)_|(^|_)price$"
)
SEMI_ADDITIVE = re.compile(
    r"(^|_)(balance|stock|on_hand|inventory|headcount|outstanding|level|open_count|quantity_on_hand|mrr|arr|backlog)(_|$)"
)


class Additivity(StrEnum):
    ADDITIVE = "additive"
    SEMI_ADDITIVE = "semi-additive"
    NON_ADDITIVE = "non-additive"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a measure may be added, why, and over which columns it may not be."""

    kind: Additivity
    reason: str
    over: tuple[str, ...] = ()


def by_name(name: str) -> tuple[Additivity, str]:
    """How a measure of this name may be added."""
    if NON_ADDITIVE.search(name):
        return Additivity.NON_ADDITIVE, "its name speaks of a rate, a price or a degree"
    if SEMI_ADDITIVE.search(name):
        return Additivity.SEMI_ADDITIVE, "its name speaks of a state at a moment"
    return Additivity.ADDITIVE, "an amount that happened"


def additivity(name: str, table: SourceTable) -> Judgement:
    """How a column of a source table may be added."""
    dates = tuple(one for one in table.key if table.column(one).kind.temporal)
    kind, reason = by_name(name)
    if kind is Additivity.NON_ADDITIVE:
        return Judgement(kind, reason)
    if dates and (kind is Additivity.SEMI_ADDITIVE or (is_snapshot(table) and kind is not Additivity.ADDITIVE)):
        return Judgement(Additivity.SEMI_ADDITIVE, f"{reason}, told again for each {dates[0]}", dates)
    return Judgement(Additivity.ADDITIVE, "an amount that happened")

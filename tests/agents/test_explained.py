"""Explanations of impact that speak of this repository, and those that only seem to."""

from __future__ import annotations

import pytest

from agents.candidates import Candidates, Explanation
from agents.explained import explained
from headgate.facts.cache import Cache
from headgate.gap import Gap
from headgate.review import Subject
from headgate.review_change import Analysis, analyse
from headgate.source import diff
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot

STG = "select 1 as id, 2 as order_total\n"
BASE = {
    "dbt_project.yml": "name: shop\n",
    "models/stg_orders.sql": STG,
    "models/daily_revenue.sql": "select id, order_total from {{ ref('stg_orders') }}\n",
}
HEAD = BASE | {"models/stg_orders.sql": "select 1 as id\n"}
DIFF = f"--- a/models/stg_orders.sql\n+++ b/models/stg_orders.sql\n@@ -1 +1 @@\n-{STG}+select 1 as id\n"


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    checkout = Checkout(Subject("shop"), MemorySnapshot(HEAD), MemorySnapshot(BASE), diff.parse(DIFF))
    return analyse(checkout, Cache(None))


def of(analysis: Analysis, text: str, name: str = "daily_revenue") -> tuple[str, str] | Gap:
    return explained("lineage", Explanation(of=name, text=text), analysis)


@pytest.mark.parametrize(
    "text",
    [
        "The revenue of every day is summed from order_total, which is gone.",
        "`daily_revenue` in models/daily_revenue.sql still selects stg_orders.order_total, e.g. for the board.",
    ],
)
def test_what_speaks_of_names_that_exist_is_shown(analysis: Analysis, text: str) -> None:
    assert of(analysis, text) == ("daily_revenue", text)


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("The team of finance_board reads it.", "daily_revenue", "'finance_board', which is nowhere"),
        ("It feeds `Monthly Report`.", "daily_revenue", "'Monthly Report', which is nowhere"),
        ("See https://evil.example/x for more.", "daily_revenue", "which is nowhere"),
        ("It matters.", "customers", "does not reach 'customers'"),
        ("\u202e", "daily_revenue", "says nothing"),
    ],
)
def test_what_is_invented_is_left_out_and_told(analysis: Analysis, text: str, name: str, why: str) -> None:
    gap = of(analysis, text, name)
    assert isinstance(gap, Gap)
    assert why in gap.why


def test_a_broken_explanation_costs_no_claim() -> None:
    said = Candidates.model_validate({"candidates": [], "explanations": [{"of": 3}, "x", {"of": "a", "text": "b"}]})
    assert [one.of for one in said.explanations] == ["a"]
    assert Candidates.model_validate({"candidates": [], "explanations": None}).explanations == []

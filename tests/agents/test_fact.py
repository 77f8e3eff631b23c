"""Facts looked up for jurors: what is there, and nothing outside of the repository."""

from __future__ import annotations

import pytest

from agents.fact import look_up, near
from agents.judgement import FactWanted
from headgate.facts.cache import Cache
from headgate.finding import Finding, Level, Proof
from headgate.location import Location
from headgate.review_change import Analysis, analyse
from tests.graphs import shop


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(shop.checkout(), Cache(None))


def told(about: str, of: str, analysis: Analysis) -> str:
    return look_up(FactWanted.model_validate({"about": about, "of": of}), analysis)


def test_lines_are_shown_with_their_numbers(analysis: Analysis) -> None:
    assert told("lines", "models/orders.sql:2-3", analysis).split("\n")[1:] == [
        "     2 |        total / 0 as share",
        "     3 | from raw_orders",
    ]


@pytest.mark.parametrize(
    "of",
    ["../../etc/passwd:1-3", "/etc/passwd", "models/none.sql:1", "", "models/orders.sql:x", "models/orders.sql:900"],
)
def test_what_is_not_in_the_repository_is_not_shown(of: str, analysis: Analysis) -> None:
    assert told("lines", of, analysis) == ""


def test_no_more_lines_are_shown_than_a_prompt_bears(analysis: Analysis) -> None:
    assert len(told("lines", "models/orders.sql:1-9999999", analysis).split("\n")) <= 61


def test_columns_and_lineage_of_a_dataset_by_its_name(analysis: Analysis) -> None:
    assert told("keys", "orders", analysis).startswith("orders(id, total, share")
    assert told("lineage", "`orders`", analysis) == "raw_orders -> orders"


@pytest.mark.parametrize("about", ["keys", "lineage"])
def test_a_dataset_that_nobody_knows_has_no_facts(about: str, analysis: Analysis) -> None:
    assert told(about, "customers", analysis) == ""


def test_near_the_code_are_the_columns_of_what_it_reads_and_writes(analysis: Analysis) -> None:
    at = Location("models/orders.sql", 2)
    finding = Finding("quality/x", Level.WARNING, Proof.ARGUED, "x", at, "orders")
    assert "orders(id, total, share" in near(finding, analysis)

"""Waivers: approved for a while, with reason and owner."""

from __future__ import annotations

from datetime import date

import pytest

from headgate.errors import HeadgateError
from headgate.finding import Finding, Level, Proof, State
from headgate.location import Location
from headgate.rules.waivers import waive
from headgate.settings import parse

WAIVER = """
[[waivers]]
rule = "schema/destructive-ddl"
entity = "shop.orders.note:*"
reason = "nobody reads the note since March"
owner = "orders@example.org"
expires = 2026-06-30
"""
FINDING = Finding(
    "schema/destructive-ddl", Level.WARNING, Proof.DERIVED, "dropped", Location("db/V2.sql", 1),
    "shop.orders.note:ban-drop-column",
)  # fmt: skip


def test_a_waiver_covers_its_finding_to_its_last_day() -> None:
    stay, waived = waive([FINDING], parse(WAIVER).waivers, date(2026, 6, 30))
    assert not stay
    assert waived[0].suppression == "waived until 2026-06-30 by orders@example.org: nobody reads the note since March"


def test_an_expired_waiver_brings_the_finding_back_and_says_whose_it_was() -> None:
    stay, waived = waive([FINDING], parse(WAIVER).waivers, date(2026, 7, 1))
    assert not waived
    assert stay[0].notes == (
        "the waiver of orders@example.org expired on 2026-06-30: nobody reads the note since March",
    )


@pytest.mark.parametrize(
    "changed",
    ['entity = "shop.orders.total:*"', 'entity = "*"\npath = "db/V3.sql"', 'entity = "orders"'],
)
def test_a_waiver_of_something_else_covers_nothing(changed: str) -> None:
    text = WAIVER.replace('entity = "shop.orders.note:*"', changed)
    assert waive([FINDING], parse(text).waivers, date(2026, 1, 1)) == ((FINDING,), ())


def test_what_is_fixed_needs_no_waiver() -> None:
    gone = Finding(FINDING.rule, Level.WARNING, Proof.DERIVED, "", FINDING.location, FINDING.entity, state=State.FIXED)
    assert waive([gone], parse(WAIVER).waivers, date(2026, 1, 1)) == ((gone,), ())


@pytest.mark.parametrize("missing", ["reason", "owner", "expires"])
def test_reason_owner_and_expiry_are_required(missing: str) -> None:
    text = "\n".join(line for line in WAIVER.splitlines() if not line.startswith(missing))
    with pytest.raises(HeadgateError, match=missing):
        parse(text)

"""The example before a scripted panel: every kind of decision is there, and nothing passes for a model's opinion."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from app.report.markdown import render
from app.report.source import Source
from evals.panel.run import SCRIPTED, scripted_review
from evals.panel.script import CLAIMS
from headgate.finding import Proof
from headgate.review import Review
from headgate.source.checkout import Checkout
from headgate.verdict import Ruling

ROOT = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def reviewed() -> tuple[Review, Checkout]:
    return scripted_review(ROOT / "lakehouse", ROOT / "lakehouse.patch")


def test_of_four_claims_two_stand_one_falls_and_one_needs_a_person(reviewed: tuple[Review, Checkout]) -> None:
    review, _ = reviewed
    of_rules = {one.fingerprint for one in review.findings if one.proof is not Proof.ARGUED}
    rulings = Counter(one.ruling for one in review.decisions if one.fingerprint not in of_rules)
    assert rulings == {Ruling.STANDS: 2, Ruling.FALLS: 1, Ruling.PERSON: 1}
    assert sum(rulings.values()) == len(CLAIMS)


def test_every_verdict_says_that_it_is_scripted(reviewed: tuple[Review, Checkout]) -> None:
    review, checkout = reviewed
    assert review.verdicts
    assert all(SCRIPTED in verdict.juror for verdict in review.verdicts)
    page = render(review, Source.of(checkout))
    rows = [line for line in page.splitlines() if "scripted-juror" in line and line.startswith("|")]
    assert rows
    assert all("scripted answer, no model's opinion" in row or "(scripted)" in row for row in rows)


def test_no_name_of_the_panel_is_a_model_s(reviewed: tuple[Review, Checkout]) -> None:
    review, _ = reviewed
    assert {seat.model.rsplit("/", 1)[-1].split("-")[0] for seat in review.ledger.seats} == {"scripted"}

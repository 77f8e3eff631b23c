"""Whole reviews, with models that answer by script."""

from __future__ import annotations

from typing import Any

from graphs.review import resume, run
from headgate.facts.cache import Cache
from headgate.finding import Level, Proof
from headgate.gap import GapKind
from headgate.review import Review
from headgate.verdict import Stands
from tests.graphs import shop
from tests.loopback import Loopback, Say, loopback, role_of


def reviewed(server: Loopback, cache: Cache, run_id: str = "one", **models: Any) -> Review:
    return run(shop.checkout(server.base, **models), models=True, run_id=run_id, cache=cache)


def argued(review: Review) -> list[str]:
    return [finding.rule for finding in review.findings if finding.proof is Proof.ARGUED]


def test_a_true_claim_is_published_where_it_stands_and_an_invented_one_is_told(cache: Cache) -> None:
    with loopback(shop.honest) as server:
        review = reviewed(server, cache)
    found = next(finding for finding in review.findings if finding.proof is Proof.ARGUED)
    assert argued(review) == ["modeling/division-by-zero"]
    assert (found.location.path, found.location.start_line, found.level) == ("models/orders.sql", 2, Level.WARNING)
    rejected = [gap for gap in review.gaps if gap.kind is GapKind.REJECTED]
    assert [(gap.path, gap.what) for gap in rejected] == [("models/customers.sql", "claim modeling/lost-rows")]


def test_each_specialist_that_the_change_needs_is_asked_once_and_no_other(cache: Cache) -> None:
    with loopback(shop.honest) as server:
        reviewed(server, cache)
        roles = sorted(role_of(request) for request in server.requests if role_of(request) != "juror")
    assert [role for role in roles if role != "lineage"] == ["modeling", "orchestration", "spark"]


def test_jurors_who_do_not_hold_a_claim_end_it_and_say_so(cache: Cache) -> None:
    def script(request: dict[str, Any]) -> Say:
        return shop.judged(request, stands=False) if role_of(request) == "juror" else shop.honest(request)

    with loopback(script) as server:
        review = reviewed(server, cache)
    assert argued(review) == []
    assert {verdict.stands for verdict in review.verdicts} == {Stands.NO}
    assert any("do not hold it" in gap.why for gap in review.gaps)


def test_a_finished_run_is_told_again_without_a_call(cache: Cache) -> None:
    with loopback(shop.honest) as server:
        review = reviewed(server, cache)
        asked = len(server.requests)
        assert resume("one", cache=cache) == review
        assert len(server.requests) == asked


def test_the_same_review_again_costs_nothing_and_is_the_same(cache: Cache) -> None:
    with loopback(shop.honest) as server:
        first = reviewed(server, cache, "one")
        asked = len(server.requests)
        second = reviewed(server, cache, "two")
        assert len(server.requests) == asked
    assert (first.findings, first.verdicts, first.ledger, first.models) == (
        second.findings,
        second.verdicts,
        second.ledger,
        second.models,
    )


def test_without_a_model_the_review_is_the_analyzers_and_says_so(cache: Cache) -> None:
    review = run(shop.checkout(), models=True, cache=cache, environment={})
    assert review.models == "No model is configured: this is the analyzers' review."
    assert review.ledger.seats == ()

"""Simulated panels: their jurors err as they are set to, and equal seeds give equal pages."""

from __future__ import annotations

import pytest

from agents.council.correlation import phi
from agents.council.measures import Pair
from agents.council.vote import Outcome
from evals.simulate.compared import COUNCIL, POLICIES, WAYS
from evals.simulate.page import page
from evals.simulate.policies import Result, council
from evals.simulate.run import Trial, simulate
from evals.simulate.score import Score, difference, loss, wilson
from evals.simulate.world import Claim, Juror, World, draw
from evals.simulate.worlds import WORLDS
from headgate.verdict import Stands

SMALL = Trial(claims=100, panels=2, labelled=40)


def held(claims: list[Claim], juror: Juror, true: bool) -> float:
    votes = [claim.answer(juror, denials=False) for claim in claims if claim.true is true]
    said = [vote.stands is Stands.YES for vote in votes if vote.decides]
    return sum(said) / len(said)


def test_a_juror_is_right_as_often_as_it_is_set_to_be() -> None:
    world = next(world for world in WORLDS if world.name == "uneven")
    claims = draw(world, 4_000, "rates")
    for juror in world.jurors:
        assert held(claims, juror, True) == pytest.approx(juror.sensitivity, abs=0.05)
        assert 1 - held(claims, juror, False) == pytest.approx(juror.specificity, abs=0.05)


def wrong_together(world: World, one: Juror, other: Juror) -> float:
    claims = draw(world, 4_000, "pairs")
    errors = [(not claim.right[one.name], not claim.right[other.name]) for claim in claims]
    counts = (sum(a for a, _ in errors), sum(b for _, b in errors), sum(a and b for a, b in errors))
    return phi(Pair(one.name, other.name, len(claims), *counts)) or 0.0


def test_a_family_errs_together_more_than_others_do() -> None:
    world = next(world for world in WORLDS if world.name == "crowded")
    crowd, second, *_, other = world.jurors
    assert wrong_together(world, crowd, second) > 0.5
    assert 0.0 < wrong_together(world, crowd, other) < 0.25


def test_who_agrees_with_everything_is_told_by_denials() -> None:
    world = World("x", "", (Juror("yes", "a", 0.7, 0.7, agrees=1.0, unsure=0.0),), {"quality": 0.5})
    claims = draw(world, 2_000, "denials")
    stood = [claim.answer(world.jurors[0]).stands is Stands.YES for claim in claims]
    assert sum(stood) / len(stood) == pytest.approx(0.5, abs=0.05)
    assert all(claim.answer(world.jurors[0], denials=False).stands is Stands.YES for claim in claims)


def test_equal_seeds_give_equal_pages_in_however_many_processes() -> None:
    one, two = (simulate(SMALL, tuple(POLICIES), processes=number) for number in (1, 2))
    assert one == two
    ladder = {40: one}
    assert page(SMALL, one, ladder) == page(SMALL, two, ladder)


def test_the_page_says_that_no_model_was_measured() -> None:
    found = simulate(SMALL)
    text = page(SMALL, found, {})
    assert "Nothing here was measured of a real model" in text
    assert all(name in text for name in WAYS)


def test_the_council_beats_votes_where_jurors_are_unlike() -> None:
    trial = Trial(claims=400, panels=4)
    found = simulate(trial, (COUNCIL, "majority of three", "one model, the first"))
    for world in ("uneven", "lenient", "yes-sayers"):
        mine = sum(map(loss, found[world, COUNCIL]))
        assert mine < sum(map(loss, found[world, "majority of three"]))
        assert mine < sum(map(loss, found[world, "one model, the first"]))


def test_no_claim_costs_more_than_all_seats_and_an_arbiter() -> None:
    world = WORLDS[0]
    decide = council()(world, draw(world, 50, "known"))
    assert all(decide(claim).asked <= 4 for claim in draw(world, 200, "judged"))


def test_scores_of_known_results() -> None:
    told = (
        Result(True, Outcome.STANDS, 2.0, 2),
        Result(False, Outcome.STANDS, 2.0, 2),
        Result(True, Outcome.FALLS, 1.0, 1),
        Result(False, Outcome.OPEN, 3.0, 3),
    )
    score = Score(told)
    assert (score.precision.value, score.recall.value) == (0.5, 0.5)
    assert (score.wrong, score.to_person, score.asked) == (50.0, 25.0, 2.0)
    assert [loss(one) for one in told] == [0.0, 1.0, 1.0, 0.5]
    assert score.cost_per_true.value == 8.0


def test_an_interval_of_a_difference_is_over_panels() -> None:
    one = tuple(Result(True, Outcome.STANDS, 1.0, 1) for _ in range(8))
    other = tuple(Result(True, Outcome.STANDS, 2.0, 1) for _ in range(8))
    assert difference(one, other, lambda result: result.cost, 4).value == 1.0


def test_wilson_of_nothing_says_nothing() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)

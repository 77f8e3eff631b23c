"""What votes add up to."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.council.correlation import SAME_FAMILY, correlation
from agents.council.measures import GUESS, Counts, Labelled, Measures, Pair, Share, measure
from agents.council.odds import log_odds, probability, weights
from agents.council.vote import Outcome, Vote
from agents.council.weight import weight
from headgate.verdict import Stands

NOTHING = Measures()
YES, NO, CANNOT = Stands.YES, Stands.NO, Stands.CANNOT_TELL
ONE = math.log(GUESS / (1 - GUESS))


def vote(stands: Stands, juror: str = "a", family: str = "") -> Vote:
    return Vote(juror, family or juror, stands)


def test_before_anything_is_measured_all_votes_weigh_the_same_and_claims_are_even() -> None:
    assert log_odds([], "quality", NOTHING) == 0.0
    added = weights([vote(YES, "a"), vote(NO, "b"), vote(CANNOT, "c")], "quality", NOTHING)
    assert added == pytest.approx([ONE, -ONE, 0.0])


def test_a_family_adds_less_than_as_many_independent_jurors() -> None:
    alike = [vote(YES, name, "one") for name in "abc"]
    apart = [vote(YES, name) for name in "abc"]
    assert log_odds(apart, "quality", NOTHING) == pytest.approx(3 * ONE)
    assert ONE < log_odds(alike, "quality", NOTHING) < ONE / SAME_FAMILY


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xy"), st.sampled_from(list(Stands))), max_size=6))
def test_one_more_yes_never_takes_from_a_claim(said: list[tuple[str, str, Stands]]) -> None:
    votes = [Vote(f"{name}{at}", family, stands) for at, (name, family, stands) in enumerate(said)]
    before = log_odds(votes, "quality", NOTHING)
    assert log_odds([*votes, Vote("new", "x", YES)], "quality", NOTHING) >= before - 1e-9


def labelled(juror: str, held_true: int, true: int, held_false: int, false: int) -> list[Labelled]:
    told = [Labelled(f"t{n}", "quality", True, juror, n < held_true) for n in range(true)]
    return told + [Labelled(f"f{n}", "quality", False, juror, n < held_false) for n in range(false)]


def test_a_juror_is_worth_what_it_was_measured_to_be() -> None:
    measures = measure([*labelled("good", 48, 50, 2, 50), *labelled("coin", 25, 50, 25, 50)])
    assert weight(vote(YES, "good"), "quality", measures) > 2 * ONE
    assert abs(weight(vote(YES, "coin"), "quality", measures)) < 0.3


def test_who_agrees_with_everything_is_worth_next_to_nothing() -> None:
    measures = measure(labelled("yes-sayer", 50, 50, 50, 50))
    assert weight(vote(YES, "yes-sayer"), "quality", measures) < 0.15


def test_who_is_worse_than_a_coin_is_not_believed_the_other_way_round() -> None:
    measures = measure(labelled("wrong", 2, 50, 48, 50))
    assert weight(vote(YES, "wrong"), "quality", measures) == 0.0
    assert weight(vote(NO, "wrong"), "quality", measures) == 0.0


def test_few_labelled_claims_move_a_weight_little() -> None:
    measures = measure(labelled("lucky", 2, 2, 0, 2))
    assert weight(vote(YES, "lucky"), "quality", measures) < 1.5 * ONE


def test_what_was_measured_of_one_specialist_counts_less_for_another() -> None:
    measures = measure(labelled("sql", 49, 50, 1, 50))
    here, elsewhere = measures.rates("sql", "quality"), measures.rates("sql", "streaming")
    assert GUESS < elsewhere.sensitivity < here.sensitivity


def test_a_prior_follows_the_share_of_true_claims() -> None:
    measures = Measures(shares=(Share("spark", 10, 90),))
    assert probability(measures.prior("spark")) == pytest.approx(15 / 110)
    assert probability(measures.prior("schema")) == 0.5


def test_jurors_who_err_together_are_correlated_whatever_their_family() -> None:
    together = Measures(pairs=(Pair("a", "b", 400, 100, 100, 95),))
    apart = Measures(pairs=(Pair("a", "b", 400, 100, 100, 25),))
    assert correlation(("a", "x"), ("b", "y"), together) > 0.7
    assert correlation(("a", "x"), ("b", "x"), apart) < 0.2


def test_measuring_counts_answers_pairs_and_shares() -> None:
    answers = [*labelled("a", 1, 2, 1, 2), *labelled("b", 2, 2, 1, 2)]
    measures = measure(answers)
    assert measures.counts == (Counts("a", "quality", 1, 1, 1, 1), Counts("b", "quality", 2, 0, 1, 1))
    assert measures.pairs == (Pair("a", "b", 4, 2, 1, 1),)
    assert measures.shares == (Share("quality", 2, 2),)


def test_words_of_an_outcome() -> None:
    assert [outcome.value for outcome in Outcome] == ["stands", "does not stand", "open"]

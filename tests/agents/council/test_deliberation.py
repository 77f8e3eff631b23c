"""Who is asked next, and when it is enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agents.council.choice import arbiter
from agents.council.deliberation import MOST_ASKED, MOST_UNMEASURED, Council, next_step
from agents.council.measures import Counts, Measures
from agents.council.vote import Outcome, Sitter, Vote
from headgate.verdict import Stands

YES, NO, CANNOT = Stands.YES, Stands.NO, Stands.CANNOT_TELL
PANEL = tuple(Sitter(name, name) for name in "abcde")
EQUAL = Council(Measures())


def walked(
    says: Callable[[str], Stands | None], panel: tuple[Sitter, ...] = PANEL, council: Council = EQUAL
) -> tuple[list[str], Outcome]:
    votes: list[Vote] = []
    asked: list[str] = []
    silent: set[str] = set()
    while True:
        step = next_step(council, panel, votes, frozenset(silent), "quality")
        if step.ask is None:
            return asked, step.outcome
        asked.append(step.ask.name)
        stands = says(step.ask.name)
        if stands is None:
            silent.add(step.ask.name)
        else:
            votes.append(Vote(step.ask.name, step.ask.family, stands))


EVEN = Measures(tuple(Counts(name, "quality", 70, 30, 30, 70) for name in "abcde"))
MEASURED = Council(EVEN)


def test_two_of_three_who_agree_are_enough() -> None:
    assert walked(lambda _: YES, council=MEASURED) == (["a", "b"], Outcome.STANDS)
    assert walked(lambda _: NO, council=MEASURED) == (["a", "b"], Outcome.FALLS)


def test_of_five_who_were_never_measured_three_who_agree_are_enough() -> None:
    assert walked(lambda _: YES) == (["a", "b", "c"], Outcome.STANDS)


def test_a_third_decides_between_two() -> None:
    assert walked(lambda name: NO if name == "a" else YES, council=MEASURED) == (["a", "b", "c"], Outcome.STANDS)


def test_two_who_disagree_and_one_who_cannot_tell_leave_it_open() -> None:
    said = {"a": YES, "b": NO, "c": CANNOT}
    assert walked(lambda name: said[name], council=MEASURED) == (["a", "b", "c"], Outcome.OPEN)


def test_no_more_are_asked_than_there_are_seats() -> None:
    asked, outcome = walked(lambda _: CANNOT, council=MEASURED)
    assert (len(asked), outcome) == (MOST_ASKED, Outcome.OPEN)
    asked, outcome = walked(lambda _: CANNOT, (*PANEL, Sitter("f", "f")))
    assert (len(asked), outcome) == (MOST_UNMEASURED, Outcome.OPEN)


def test_for_one_who_does_not_answer_another_is_asked() -> None:
    assert walked(lambda name: None if name in "ab" else YES, council=MEASURED) == (
        ["a", "b", "c", "d"],
        Outcome.STANDS,
    )


def test_when_nobody_answers_it_is_open() -> None:
    assert walked(lambda _: None) == (["a", "b", "c", "d", "e"], Outcome.OPEN)


def test_the_cheaper_of_equals_is_asked_first() -> None:
    panel = (Sitter("dear", "x", 5.0), Sitter("cheap", "y", 1.0), Sitter("free", "z", 0.0))
    assert walked(lambda _: YES, panel)[0] == ["free", "cheap"]


def test_the_measured_one_is_asked_before_a_cheaper_coin() -> None:
    measures = Measures((Counts("good", "quality", 95, 5, 5, 95), Counts("coin", "quality", 50, 50, 50, 50)))
    panel = (Sitter("coin", "x", 1.0), Sitter("good", "y", 4.0))
    asked, outcome = walked(lambda _: YES, panel, Council(measures))
    assert (asked, outcome) == (["good"], Outcome.STANDS)


def test_somebody_is_asked_even_where_the_prior_is_sure() -> None:
    from agents.council.measures import Share  # noqa: PLC0415

    measures = Measures(shares=(Share("quality", 0, 1000),))
    assert walked(lambda _: YES, PANEL[:1], Council(measures))[0] == ["a"]


@pytest.mark.parametrize(("asked", "chosen"), [("ab", "c"), ("abcde", "a"), ("", "a")])
def test_an_arbiter_is_one_who_was_not_asked_where_there_is_one(asked: str, chosen: str) -> None:
    votes = [Vote(name, name, YES) for name in asked]
    assert arbiter(PANEL, votes, "quality", Measures()).name == chosen

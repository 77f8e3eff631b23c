"""What a review sends, against what is published of others."""

from __future__ import annotations

from evals.economy import pull_request
from evals.economy.measure import COUNCIL, ONE_MODEL, spent
from headgate.settings import Settings


def test_the_pull_request_has_31_files_and_is_always_the_same() -> None:
    first, second = (pull_request.checkout(Settings()) for _ in range(2))
    assert first.change is not None
    assert len(first.change.files) == pull_request.FILES
    assert first.change == second.change
    assert all(file.added for file in first.change.files.values())


def test_one_model_sends_at_most_half_of_what_pr_agent_does_and_a_council_half_as_much_again() -> None:
    alone = spent("31 files", pull_request.checkout, ONE_MODEL, rounds=0)
    assert alone.ratio <= 0.5
    assert alone.calls >= 2
    council = spent("31 files", pull_request.checkout, COUNCIL, rounds=0)
    assert council.ratio <= 1.5
    assert council.jurors > alone.jurors


def test_a_look_up_sends_only_itself_anew() -> None:
    """The prompt after it goes on where the one before ended, to the byte, or no provider's cache would hold it."""
    looking = spent("31 files", pull_request.checkout, ONE_MODEL, rounds=1)
    assert looking.repeated > 0.4 * looking.specialists
    assert looking.ratio_anew <= 0.55

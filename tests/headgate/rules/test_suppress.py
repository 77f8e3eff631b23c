"""Comments that silence a rule."""

from __future__ import annotations

import pytest

from headgate.change import Change, FileChange, Status
from headgate.finding import Finding, Level, Proof, State
from headgate.location import Location
from headgate.rules.suppress import IN_THIS_CHANGE, NO_REASON, comment_in, suppress
from headgate.source.snapshot import MemorySnapshot

RULE = "quality/not-in-over-null"


def finding(line: int, state: State = State.INTRODUCED) -> Finding:
    return Finding(RULE, Level.ERROR, Proof.DERIVED, "m", Location("a.sql", line), "e", state=state)


def change(*added: int) -> Change:
    return Change({"a.sql": FileChange("a.sql", Status.MODIFIED, added=frozenset(added))})


@pytest.mark.parametrize(
    "text",
    [
        "select 1 -- headgate: ignore[quality/not-in-over-null] ids are never null\n",
        "-- headgate: ignore[quality/*] ids are never null\nselect 1\n",
        "# headgate: ignore[spark/x, quality/not-in-over-null] ids are never null\nselect 1\n",
        "//headgate:ignore[quality/not-in-over-null] ids are never null\nselect 1\n",
    ],
)
def test_a_comment_with_a_reason_silences_the_line_and_the_one_below(text: str) -> None:
    line = 1 if text.startswith("select") else 2
    stay, silenced = suppress([finding(line)], MemorySnapshot({"a.sql": text}), None)
    assert stay == ()
    assert silenced[0].suppression == "ids are never null"


def test_without_a_reason_the_finding_stays_and_says_why() -> None:
    text = "select 1 -- headgate: ignore[quality/not-in-over-null]\n"
    stay, silenced = suppress([finding(1)], MemorySnapshot({"a.sql": text}), None)
    assert silenced == ()
    assert stay[0].notes == (NO_REASON,)


def test_a_comment_for_another_rule_silences_nothing() -> None:
    text = "select 1 -- headgate: ignore[quality/select-star] wide\n"
    stay, silenced = suppress([finding(1)], MemorySnapshot({"a.sql": text}), None)
    assert (stay[0].notes, silenced) == ((), ())


def test_a_comment_that_comes_with_the_change_is_told_but_does_not_count() -> None:
    head = MemorySnapshot({"a.sql": "-- headgate: ignore[quality/not-in-over-null] trust me\nselect 1\n"})
    stay, silenced = suppress([finding(2)], head, change(1, 2))
    assert silenced == ()
    assert stay[0].notes == (IN_THIS_CHANGE,)


def test_a_comment_that_stood_on_the_base_counts() -> None:
    head = MemorySnapshot({"a.sql": "-- headgate: ignore[quality/not-in-over-null] known\nselect 2\n"})
    stay, silenced = suppress([finding(2)], head, change(2))
    assert stay == ()
    assert silenced[0].suppression == "known"


def test_what_is_fixed_is_left_alone() -> None:
    gone = finding(2, State.FIXED)
    head = MemorySnapshot({"a.sql": "-- headgate: ignore[quality/*] x\n"})
    assert suppress([gone], head, None) == ((gone,), ())


def test_a_comment_does_not_make_an_old_finding_a_new_one() -> None:
    before = finding(1).with_fingerprint("select 1")
    after = finding(1).with_fingerprint("select 1  -- headgate: ignore[quality/*] reason")
    assert before.fingerprint == after.fingerprint


@pytest.mark.parametrize(
    "text", ["-- headgate: ignore", "-- headgate ignore[x] y", "headgate: ignore[x] y", "-- headgate: ignore[]"]
)
def test_what_is_no_such_comment(text: str) -> None:
    assert comment_in(text, 1) is None


def test_a_closing_mark_is_no_reason() -> None:
    comment = comment_in("{# -- headgate: ignore[a/b] #}", 1)
    assert comment is not None
    assert comment.reason == ""

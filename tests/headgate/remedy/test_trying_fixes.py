from __future__ import annotations

from dataclasses import replace

import pytest

from headgate.errors import HeadgateError
from headgate.finding import Finding, Level, Proof
from headgate.fix import Fix, TextEdit
from headgate.location import Location
from headgate.remedy.apply import apply
from headgate.remedy.verify import PASSED, UNSEEN, Analysed, try_fixes
from headgate.source.snapshot import MemorySnapshot, Snapshot

_GOOD = (TextEdit("a", 1, 1, "good one\n"),)


def bad_lines(snapshot: Snapshot) -> list[Finding]:
    """A stand-in for the analysis: a finding for every line that says `bad`, one for every `worse`."""
    found = []
    for path in snapshot.paths:
        for number, line in enumerate((snapshot.text_of(path) or "").splitlines(), start=1):
            for word, better in (("bad", "good"), ("worse", "worse")):
                if line.startswith(word):
                    fix = Fix("mend", (TextEdit(path, number, number, line.replace(word, better) + "\n"),))
                    finding = Finding(
                        f"x/{word}", Level.WARNING, Proof.MATCHED, "m", Location(path, number), line, fix=fix
                    )
                    found.append(finding)
    return found


def analysed(snapshot: Snapshot) -> Analysed:
    return Analysed(tuple(bad_lines(snapshot)))


def test_of_a_models_finding_it_is_not_said_that_it_is_gone() -> None:
    head = MemorySnapshot({"a": "bad one\n"})
    argued = Finding("x/claim", Level.WARNING, Proof.ARGUED, "m", Location("a", 1), "e", fix=Fix("t", _GOOD))
    *_, tried = try_fixes([*(replace(f, fix=None) for f in bad_lines(head)), argued], head, analysed)
    assert tried.fix is not None
    assert tried.fix.tried == UNSEEN


def test_a_fix_that_was_tried_is_not_tried_again() -> None:
    head = MemorySnapshot({"a": "bad one\n"})
    (finding,) = bad_lines(head)
    known = replace(finding, fix=Fix("t", (), "tried: by hand"))
    assert try_fixes([known], head, analysed) == (known,)


def test_a_fix_that_ends_the_finding_is_marked_as_tried() -> None:
    head = MemorySnapshot({"a": "bad one\nfine\nbad two\n"})
    tried = try_fixes(bad_lines(head), head, analysed)
    assert [f.fix.tried for f in tried if f.fix] == [PASSED, PASSED]


def test_a_fix_that_changes_nothing_is_not_shown() -> None:
    head = MemorySnapshot({"a": "bad one\nworse two\n"})
    good, useless = try_fixes(bad_lines(head), head, analysed)
    assert good.fix is not None
    assert useless.fix is None
    assert "still there" in useless.notes[0]


def test_a_fix_that_brings_in_another_finding_is_not_shown() -> None:
    head = MemorySnapshot({"a": "bad one\n"})
    (finding,) = bad_lines(head)
    harmful = Fix("harm", (TextEdit("a", 1, 1, "worse one\n"),))
    (tried,) = try_fixes([replace(finding, fix=harmful)], head, analysed)
    assert tried.fix is None
    assert "brings in x/worse" in tried.notes[0]


def test_edits_are_made_from_the_end_so_that_lines_hold() -> None:
    head = MemorySnapshot({"a": "1\n2\n3\n"})
    fixes = [
        Fix("", (TextEdit("a", 1, 1, "one\nand\n"),)),
        Fix("", (TextEdit("a", 3, 3, ""), TextEdit("a", 3, 2, "new\n"))),
    ]
    assert apply(head, fixes[:1]).text_of("a") == "one\nand\n2\n3\n"
    assert apply(head, [Fix("", (TextEdit("a", 4, 3, "4\n"),))]).text_of("a") == "1\n2\n3\n4\n"


@pytest.mark.parametrize("edit", [TextEdit("a", 9, 9, ""), TextEdit("b", 1, 1, ""), TextEdit("a", 0, 0, "")])
def test_an_edit_outside_its_file_is_refused(edit: TextEdit) -> None:
    with pytest.raises(HeadgateError):
        apply(MemorySnapshot({"a": "1\n"}), [Fix("", (edit,))])


def test_overlapping_fixes_are_refused() -> None:
    fixes = [Fix("", (TextEdit("a", 1, 2, "x\n"),)), Fix("", (TextEdit("a", 2, 3, "y\n"),))]
    with pytest.raises(HeadgateError, match="two fixes touch line"):
        apply(MemorySnapshot({"a": "1\n2\n3\n"}), fixes)


def test_one_that_is_at_fault_costs_the_others_one_more_trial_and_no_more() -> None:
    head = MemorySnapshot({f"f{number}": "bad one\n" for number in range(6)} | {"g": "worse two\n"})
    trials: list[Snapshot] = []

    def counted(snapshot: Snapshot) -> Analysed:
        trials.append(snapshot)
        return analysed(snapshot)

    tried = try_fixes(bad_lines(head), head, counted)
    assert [finding.fix is not None for finding in tried] == [True] * 6 + [False]
    assert len(trials) == 2


def test_more_fixes_than_can_be_told_apart_are_not_all_tried() -> None:
    head = MemorySnapshot({"a": "bad one\n" * 20})

    def never(snapshot: Snapshot) -> Analysed:
        extra = Finding("x/new", Level.NOTE, Proof.DERIVED, "m", Location("elsewhere", 1), "e")
        return Analysed((*bad_lines(snapshot), extra))

    tried = try_fixes(bad_lines(head), head, never)
    assert all(finding.fix is None for finding in tried)
    assert "more than 8 trials" in tried[-1].notes[0]

"""What maintainers decided, and what later reviews make of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from headgate.evidence import quote
from headgate.finding import Finding, Level, Proof
from headgate.location import Location
from knowledge import exchange
from knowledge.entry import Because, EntryKind, Held, Origin, Via
from knowledge.health import Concern, matters
from knowledge.labels import labels
from knowledge.learning import confirm
from knowledge.memory import Maintainer, Terms, accept, dismiss, with_memory
from knowledge.recall import note_recalled, recall
from knowledge.store import Store

TODAY = date(2026, 3, 1)
ANN = Maintainer("ann", Via.CHAT)
BOB = Maintainer("bob", Via.GITHUB)


def found(
    code: str,
    path: str = "models/tmp/a.sql",
    *,
    rule: str = "quality/unused-cte",
    level: Level = Level.WARNING,
    proof: Proof = Proof.DERIVED,
) -> Finding:
    at = Location(path, 3)
    finding = Finding(rule, level, proof, f"{code} is not used", at, code, evidence=(quote(at, f"with {code} as (1)"),))
    return finding.with_fingerprint(code)


def dismissed(store: Store, *findings: Finding, because: Because | None = None, scope: str = "") -> None:
    for finding in findings:
        dismiss(store, finding, Terms("scratch", because, scope), by=ANN, repository="r", today=TODAY)


def seen(store: Store, finding: Finding, repository: str = "r", today: date = TODAY) -> Finding:
    (same,) = with_memory([finding], store, repository=repository, today=today)
    return same


def test_a_dismissed_finding_comes_back_as_a_note_that_says_who_and_why(memory: Store) -> None:
    dismissed(memory, found("x"))
    back = seen(memory, found("x"))
    assert back.level is Level.NOTE
    assert back.notes == ("dismissed by ann on 2026-03-01: scratch",)


def test_a_proven_error_keeps_its_level_and_says_that_it_was_dismissed(memory: Store) -> None:
    for proof in (Proof.DERIVED, Proof.EXECUTED):
        error = found("x", level=Level.ERROR, proof=proof)
        dismissed(memory, error)
        back = seen(memory, error)
        assert back.level is Level.ERROR
        assert "a proven error keeps its level" in back.notes[0]


def test_a_dismissal_holds_in_its_repository_and_until_its_day(memory: Store) -> None:
    dismiss(memory, found("x"), Terms("", days=10), by=ANN, repository="r", today=TODAY)
    assert seen(memory, found("x"), "other") == found("x")
    assert seen(memory, found("x"), today=date(2026, 3, 12)) == found("x")
    assert seen(memory, found("x"), today=date(2026, 3, 11)).level is Level.NOTE


def test_no_dismissal_holds_for_more_than_two_years(memory: Store) -> None:
    entry = dismiss(memory, found("x"), Terms("", days=99_999), by=ANN, repository="r", today=TODAY)
    assert entry.expires == "2028-02-29"


def test_accepting_takes_a_dismissal_back(memory: Store) -> None:
    dismissed(memory, found("x"))
    accept(memory, found("x"), by=BOB, repository="r", today=TODAY)
    assert seen(memory, found("x")).level is Level.WARNING


def test_three_dismissals_lower_the_rule_in_their_folder_by_one_level(memory: Store) -> None:
    dismissed(memory, found("x"), found("y"))
    assert seen(memory, found("w")).level is Level.WARNING
    dismissed(memory, found("z", "models/tmp/b.sql"))
    lowered = seen(memory, found("w", "models/tmp/c.sql"))
    assert lowered.level is Level.NOTE
    assert lowered.notes == ("lowered by memory: 3 (dismissed in models/tmp/* by ann)",)


@pytest.mark.parametrize(
    "other",
    [
        found("w", "models/marts/a.sql"),
        found("w", rule="quality/unused-join"),
        found("w", level=Level.ERROR),
        found("w", level=Level.ERROR, proof=Proof.EXECUTED),
        found("w", level=Level.NOTE),
    ],
)
def test_they_lower_nothing_elsewhere_no_other_rule_and_no_proven_error(memory: Store, other: Finding) -> None:
    dismissed(memory, found("x"), found("y"), found("z"))
    assert seen(memory, other) == other
    assert seen(memory, found("w"), "another-repository").level is Level.WARNING


def test_one_level_and_not_two(memory: Store) -> None:
    dismissed(memory, *(found(f"x{n}", level=Level.ERROR, proof=Proof.MATCHED) for n in range(9)))
    assert seen(memory, found("w", level=Level.ERROR, proof=Proof.MATCHED)).level is Level.WARNING


def test_the_scope_is_the_maintainers_to_say(memory: Store) -> None:
    dismissed(memory, found("x"), found("y"), found("z"), scope="models/*")
    assert seen(memory, found("w", "models/marts/a.sql")).level is Level.NOTE


def test_accepted_findings_of_the_rule_count_against_dismissed_ones(memory: Store) -> None:
    dismissed(memory, found("x"), found("y"), found("z"))
    accept(memory, found("v"), by=BOB, repository="r", today=TODAY)
    assert seen(memory, found("w")).level is Level.WARNING


def test_the_same_finding_dismissed_again_is_one_dismissal(memory: Store) -> None:
    for _ in range(3):
        dismissed(memory, found("x"))
    assert seen(memory, found("w")).level is Level.WARNING


def test_a_like_one_is_told_and_not_lowered(memory: Store) -> None:
    dismissed(memory, found("x"))
    like = found("x", "models/tmp/other.sql")
    assert like.fingerprint != found("x").fingerprint
    back = seen(memory, like)
    assert back.level is Level.WARNING
    assert back.notes == ("one like it was dismissed by ann on 2026-03-01: scratch",)


def test_words_alone_make_nothing_alike(memory: Store) -> None:
    dismissed(memory, found("x"))
    worded = replace(found("y"), message=found("x").message)
    assert seen(memory, worded) == worded


FORGED = [
    {"origin": "imported"},
    {"origin": "review"},
    {"via": ""},
    {"via": "pull request"},
    {"author": ""},
    {"expires": ""},
    {"repository": ""},
    {"fingerprint": ""},
]


@pytest.mark.parametrize("lie", FORGED, ids=str)
def test_what_no_maintainer_of_this_store_wrote_lowers_nothing(memory: Store, lie: dict[str, str]) -> None:
    dismissed(memory, found("x"), found("y"), found("z"))
    memory.put([replace(entry, **lie) for entry in memory.all(EntryKind.DISMISSED)])  # type: ignore[arg-type]
    for finding in (found("x"), found("w")):
        assert seen(memory, finding).level is Level.WARNING


def test_an_imported_decision_lowers_nothing_whatever_it_says_of_itself(memory: Store) -> None:
    dismissed(memory, found("x"), found("y"), found("z"))
    lines = [json.dumps(entry.payload() | {"origin": "maintainer"}) for entry in memory.all(EntryKind.DISMISSED)]
    memory.forget(entry.slug for entry in memory.all())
    assert exchange.bring_in(memory, exchange.read("\n".join(lines), "f")).taken == 3
    assert {entry.origin for entry in memory.all()} == {Origin.IMPORTED}
    assert seen(memory, found("w")) == found("w")
    assert seen(memory, found("x")) == found("x")
    assert labels(memory) == ()


def test_an_import_takes_the_place_of_nothing_that_is_ones_own(memory: Store) -> None:
    accept(memory, found("x"), by=ANN, repository="r", today=TODAY)
    (own,) = memory.all(EntryKind.ACCEPTED)
    line = json.dumps(own.payload() | {"author": "mallory"})
    assert exchange.bring_in(memory, exchange.read(line, "f")).kept == (own.slug,)
    assert memory.all(EntryKind.ACCEPTED) == [own]


def test_a_secret_in_code_or_reason_is_not_remembered(memory: Store) -> None:
    secret = "AKIA" + "Q3EGRIBK6XKQ2WFN"
    at = Location("models/a.sql", 1)
    finding = replace(found("x"), evidence=(quote(at, f"key = {secret}"),))
    dismiss(memory, finding, Terms(f"it is {secret}"), by=ANN, repository="r", today=TODAY)
    assert secret.lower() not in exchange.export(memory).lower()


def test_what_is_accepted_becomes_a_pattern_with_the_places_where_it_held(memory: Store) -> None:
    accept(memory, found("x"), by=ANN, repository="r", today=TODAY)
    accept(memory, found("y"), by=ANN, repository="r", today=date(2026, 3, 5))
    accept(memory, found("y"), by=ANN, repository="r", today=date(2026, 3, 6))
    (pattern,) = memory.all(EntryKind.PATTERN)
    assert pattern.held == (Held("r", "models/tmp/a.sql", "quality/unused-cte", 2, "2026-03-05"),)
    assert pattern.source == "confirmed 2 times in r, last on 2026-03-05"
    (recalled,) = recall([found("w")], memory, today=TODAY)
    assert recalled.title == "Unused cte"


def test_a_remedy_that_stood_is_kept_with_its_pattern(memory: Store) -> None:
    for remedy in ("Drop it (tried: same rows)", ""):
        confirm(memory, found("x"), repository="r", author="ann", today=TODAY, origin=Origin.REVIEW, remedy=remedy)
    (pattern,) = memory.all(EntryKind.PATTERN)
    assert (pattern.remedy, pattern.origin, pattern.held[0].count) == ("Drop it (tried: same rows)", "review", 2)


def test_labels_say_what_maintainers_said_of_the_findings_truth(memory: Store) -> None:
    accept(memory, found("a"), by=BOB, repository="r", today=TODAY)
    dismissed(memory, found("b"), because=Because.WRONG)
    dismissed(memory, found("c"), because=Because.TAKEN)
    dismissed(memory, found("d"))
    told = {(label.fingerprint, label.stands, label.source) for label in labels(memory, "r")}
    assert told == {
        (found("a").fingerprint, True, "github:bob"),
        (found("b").fingerprint, False, "chat:ann"),
        (found("c").fingerprint, True, "chat:ann"),
    }
    assert {(label.rule, label.specialist) for label in labels(memory)} == {("quality/unused-cte", "quality")}


def test_what_a_maintainer_should_look_at(memory: Store) -> None:
    dismissed(memory, found("x"))
    accept(memory, found("y"), by=BOB, repository="r", today=TODAY)
    dismiss(memory, found("e", "models/e.sql"), Terms("", days=5), by=ANN, repository="r", today=TODAY)
    dismiss(memory, found("o", "models/old/o.sql"), Terms("", days=1), by=ANN, repository="r", today=date(2026, 1, 1))
    memory.put(
        [replace(entry, origin="imported", slug="from-elsewhere") for entry in memory.all(EntryKind.DISMISSED)[:1]]
    )
    told = {(one.concern, one.entry.path) for one in matters(memory, TODAY)}
    assert (Concern.CONFLICT, "models/tmp/a.sql") in told
    assert (Concern.EXPIRES, "models/e.sql") in told
    assert (Concern.EXPIRED, "models/old/o.sql") in told
    assert Concern.UNPROVEN in {concern for concern, _ in told}
    later = {one.concern for one in matters(memory, date(2026, 8, 1))}
    assert Concern.IDLE in later


def test_a_day_on_which_something_was_called_up_counts_once(memory: Store) -> None:
    accept(memory, found("x"), by=ANN, repository="r", today=TODAY)
    (pattern,) = memory.all(EntryKind.PATTERN)
    for day in (TODAY, TODAY, date(2026, 3, 2)):
        note_recalled(memory, [pattern.slug], day)
    (pattern,) = memory.all(EntryKind.PATTERN)
    assert (pattern.recalled, pattern.last_recalled) == (2, "2026-03-02")


def test_what_was_imported_does_not_count_among_ones_own_confirmations(memory: Store) -> None:
    confirm(memory, found("x"), repository="r", author="a", today=TODAY, origin=Origin.REVIEW, remedy="evil")
    (theirs,) = memory.all(EntryKind.PATTERN)
    memory.put([replace(theirs, origin=Origin.IMPORTED.value, held=(Held("x", "y", "z", 999, "2026-01-01"),))])
    accept(memory, found("x"), by=ANN, repository="r", today=TODAY)
    (own,) = memory.all(EntryKind.PATTERN)
    assert (own.remedy, [one.count for one in own.held]) == ("", [1])

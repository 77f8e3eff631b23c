"""Jurors and the tally."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.juror import _question, denied
from agents.providers import Bench, Model
from agents.tally import tally
from headgate.finding import Finding, Level, Proof
from headgate.gap import GapKind
from headgate.location import Location
from headgate.source.snapshot import MemorySnapshot
from headgate.verdict import Stands, Verdict

GPT, CLAUDE, GEMINI = (Model(f"x/{name}", name) for name in ("gpt", "claude", "gemini"))


def finding(proof: Proof = Proof.ARGUED, level: Level = Level.WARNING, entity: str = "orders") -> Finding:
    made = Finding("quality/lost-rows", level, proof, "Rows of orders are lost.", Location("a.sql", 2), entity)
    return made.with_fingerprint("select 1")


def verdicts(of: Finding, *stands: Stands) -> list[Verdict]:
    return [Verdict(of.fingerprint, f"juror-{n}", one, "because") for n, one in enumerate(stands)]


YES, NO, CANNOT = Stands.YES, Stands.NO, Stands.CANNOT_TELL


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ((YES,), Level.WARNING),
        ((YES, YES, NO), Level.WARNING),
        ((YES, CANNOT), Level.WARNING),
        ((YES, NO), Level.NOTE),
        ((CANNOT, CANNOT), Level.NOTE),
        ((), Level.NOTE),
        ((NO,), None),
        ((NO, NO, YES), None),
    ],
)
def test_a_claim_stands_by_weight_of_jurors_and_is_a_note_without_them(
    said: tuple[Stands, ...], level: Level | None
) -> None:
    claim = finding()
    outcome = tally([claim], verdicts(claim, *said))
    assert [one.level for one in outcome.findings] == ([] if level is None else [level])
    assert [gap.kind for gap in outcome.gaps] == ([GapKind.REJECTED] if level is None else [])


@pytest.mark.parametrize("proof", [Proof.EXECUTED, Proof.DERIVED, Proof.MATCHED])
def test_no_vote_takes_a_finding_of_the_analyzers_away(proof: Proof) -> None:
    shown = finding(proof)
    outcome = tally([shown], verdicts(shown, NO, NO, NO))
    assert [one.fingerprint for one in outcome.findings] == [shown.fingerprint]
    assert outcome.findings[0].level is (Level.NOTE if proof is Proof.MATCHED else Level.WARNING)


def test_a_lowered_finding_says_why_and_by_whom() -> None:
    shown = finding(Proof.MATCHED)
    (lowered,) = tally([shown], verdicts(shown, NO, NO)).findings
    assert "Lowered from warning: 2 jurors" in lowered.notes[0]


def test_a_single_no_does_not_lower() -> None:
    shown = finding(Proof.MATCHED)
    assert tally([shown], verdicts(shown, NO)).findings == (shown,)


def test_jurors_are_of_other_families_one_of_each_where_there_are_any() -> None:
    bench = Bench((GPT,), (GPT, CLAUDE, GEMINI, replace(CLAUDE, name="x/claude-2")))
    assert bench.jurors_for("gpt") == (CLAUDE, GEMINI)
    assert Bench((GPT,), (GPT,)).jurors_for("gpt") == (GPT,)


def test_a_juror_sees_neither_author_nor_level_nor_votes() -> None:
    snapshot = MemorySnapshot({"a.sql": "select 1\nfrom orders\n"})
    noted = replace(finding(), notes=("2 of 2 jurors confirm it",))
    question = _question(CLAUDE, [noted], snapshot)
    told = question.system + "".join(question.parts)
    for secret in ("quality/lost-rows", "warning", "confirm it", "argued", "gpt"):
        assert secret not in told
    assert "from orders" in told


def test_about_half_of_the_claims_are_put_as_denials_always_the_same() -> None:
    claims = [finding(entity=f"orders_{n}") for n in range(200)]
    asked = [denied(claim, CLAUDE) for claim in claims]
    assert 60 < sum(asked) < 140
    assert asked == [denied(claim, CLAUDE) for claim in claims]

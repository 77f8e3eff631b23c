"""Claims before the council: who is asked, what happens when jurors disagree or fall silent, and what is told of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from agents.council.measures import Counts, Measures, Share
from agents.measured import default_path, written
from graphs.review import resume, run
from headgate.facts.cache import Cache
from headgate.finding import Level, Proof
from headgate.gap import GapKind
from headgate.review import Review
from headgate.verdict import Decision, Ruling, Stands
from tests.graphs import shop
from tests.loopback import Loopback, Say, loopback, role_of, says

JURORS = ("openai/gemini-scripted", "openai/claude-scripted", "openai/mistral-scripted", "openai/qwen-scripted")
Script = Callable[[dict[str, Any]], Say]


def panel(said: dict[str, Say | bool], arbiter: Say | bool = True) -> Script:
    """Jurors by a word of their names: a bool holds or denies every claim, a `Say` is said as it is."""

    def script(request: dict[str, Any]) -> Say:
        role = role_of(request)
        if role not in ("juror", "arbiter"):
            return shop.honest(request)
        named = arbiter if role == "arbiter" else said[request["model"].split("-")[0]]
        return named if isinstance(named, Say) else shop.judged(request, stands=named)

    return script


def cannot_tell(**missing: str) -> Say:
    told = [{"claim": n, "answer": "cannot tell", "missing": missing or None} for n in range(1, 7)]
    return says({"judgements": told})


def reviewed(server: Loopback, cache: Cache, **models: Any) -> Review:
    return run(shop.checkout(server.base, **({"juror": JURORS} | models)), models=True, run_id="one", cache=cache)


def claim(review: Review) -> Decision:
    """What came of the one claim of a model; it may have been dropped."""
    return next(one for one in review.decisions if one.fingerprint not in _of_rules(review))


def _of_rules(review: Review) -> Iterable[str]:
    return {finding.fingerprint for finding in review.findings if finding.proof is not Proof.ARGUED}


def asked(server: Loopback) -> list[str]:
    return [request["model"].split("-")[0] for request in server.requests if role_of(request) in ("juror", "arbiter")]


def test_jurors_who_agree_spare_the_others(cache: Cache) -> None:
    with loopback(panel(dict.fromkeys(("gemini", "claude", "mistral", "qwen"), True))) as server:
        review = reviewed(server, cache)
    assert asked(server) == ["gemini", "claude", "mistral"]
    assert claim(review).words == "3 of 3 confirm it; weights not calibrated"
    found = next(one for one in review.findings if one.proof is Proof.ARGUED)
    assert (found.level, found.notes[-1]) == (Level.WARNING, "Council: 3 of 3 confirm it; weights not calibrated.")


def test_those_who_disagree_get_one_more_fact_and_an_arbiter(cache: Cache) -> None:
    wants = cannot_tell(about="lines", of="dags/daily.py:1-5")
    script = panel({"gemini": True, "claude": False, "mistral": wants, "qwen": wants})
    with loopback(script) as server:
        review = reviewed(server, cache)
        told = next(request for request in server.requests if role_of(request) == "arbiter")
    decision = claim(review)
    assert decision.ruling is Ruling.STANDS
    assert decision.words == "1 of 4 confirm it; the arbiter holds it; weights not calibrated"
    assert decision.fact.startswith("lines of dags/daily.py:1-5:")
    shown = str(told["messages"][1]["content"])
    assert "from airflow import DAG" in shown
    assert not any(name in shown for name in ("gemini", "claude", "1 of"))
    assert [one.arbiter for one in review.verdicts if one.fingerprint == decision.fingerprint][-1]


def test_an_arbiter_who_cannot_tell_leaves_it_to_a_person(cache: Cache) -> None:
    script = panel({"gemini": True, "claude": False, "mistral": True, "qwen": False}, arbiter=cannot_tell())
    with loopback(script) as server:
        review = reviewed(server, cache)
    assert claim(review).ruling is Ruling.PERSON
    found = next(one for one in review.findings if one.proof is Proof.ARGUED)
    assert found.level is Level.NOTE
    assert found.notes[-1].startswith("Needs a person: 2 for, 2 against; the arbiter cannot tell either")


@pytest.mark.parametrize("how", [Say(status=500), Say("I would rather not."), says({"judgements": []})])
def test_an_arbiter_who_does_not_answer_leaves_it_to_a_person(how: Say, cache: Cache) -> None:
    with loopback(panel({"gemini": True, "claude": False, "mistral": True, "qwen": False}, arbiter=how)) as server:
        review = reviewed(server, cache)
    assert claim(review).ruling is Ruling.PERSON
    assert claim(review).words == "2 for, 2 against; weights not calibrated"


BROKEN = {
    "hangs": Say(delay=30.0),
    "is rate limited": Say(status=429, headers={"retry-after": "3600"}),
    "fails": Say(status=500),
    "answers another shape": Say('{"verdict": "fine"}'),
    "answers another language": Say("Ich halte das für falsch."),
    "answers about no claim": says({"judgements": []}),
    "is cut off": Say("{}" * 100, cut=True),
    "refuses the key": Say(status=401),
}


@pytest.mark.parametrize("how", BROKEN)
def test_for_a_juror_who_does_not_answer_another_sits_and_the_review_says_so(how: str, cache: Cache) -> None:
    script = panel({"gemini": BROKEN[how], "claude": True, "mistral": True, "qwen": True})
    with loopback(script) as server:
        review = reviewed(server, cache, timeout=5.0 if how == "hangs" else 60.0)
    assert claim(review).words == "2 of 2 confirm it; weights not calibrated"
    if how != "answers about no claim":
        silent = [gap.what for gap in review.gaps if gap.kind is GapKind.NO_ANSWER]
        assert silent == ["juror openai/gemini-scripted"]


def test_when_no_juror_answers_claims_are_notes_and_the_rest_is_complete(cache: Cache) -> None:
    with loopback(panel(dict.fromkeys(("gemini", "claude", "mistral", "qwen"), Say(status=500)))) as server:
        review = reviewed(server, cache)
    assert {one.ruling for one in review.decisions} == {Ruling.UNJUDGED}
    found = next(one for one in review.findings if one.proof is Proof.ARGUED)
    assert (found.level, found.notes[-1]) == (Level.NOTE, "No juror judged it.")


def test_a_budget_that_ends_among_jurors_is_told_with_each_decision(cache: Cache) -> None:
    def dear(request: dict[str, Any]) -> Say:
        said = panel(dict.fromkeys(("gemini", "claude", "mistral", "qwen"), True))(request)
        tokens = 399_000 if role_of(request) == "juror" else 10
        return Say(said.text, prompt_tokens=tokens)

    with loopback(dear) as server:
        review = reviewed(server, cache)
    assert asked(server) == ["gemini"]
    assert "the budget ended before all were asked" in claim(review).words
    assert GapKind.BUDGET in {gap.kind for gap in review.gaps}


def keep(measures: Measures) -> None:
    default_path().parent.mkdir(parents=True, exist_ok=True)
    default_path().write_text(written(measures), encoding="utf-8")


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.mark.usefixtures("own_settings")
def test_a_juror_that_was_measured_to_be_good_is_asked_first_and_is_enough(cache: Cache) -> None:
    keep(Measures((Counts(JURORS[3], "modeling", 97, 3, 3, 97),)))
    with loopback(panel(dict.fromkeys(("gemini", "claude", "mistral", "qwen"), True))) as server:
        review = reviewed(server, cache)
    decision = claim(review)
    assert asked(server)[0] == "qwen"
    assert decision.calibrated
    assert decision.words.startswith("1 of 1 confirm it; about ")
    assert "weights calibrated" in review.models


@pytest.mark.usefixtures("own_settings")
def test_a_measured_yes_sayer_does_not_outweigh_a_good_juror(cache: Cache) -> None:
    keep(
        Measures(
            (Counts(JURORS[0], "modeling", 100, 0, 100, 0), Counts(JURORS[1], "modeling", 95, 5, 5, 95)),
            shares=(Share("modeling", 50, 50),),
        )
    )
    with loopback(panel({"gemini": True, "claude": False})) as server:
        review = reviewed(server, cache, juror=JURORS[:2])
    assert claim(review).ruling is Ruling.FALLS


@pytest.mark.usefixtures("own_settings")
def test_a_calibration_that_cannot_be_read_is_told_and_all_weigh_the_same(cache: Cache) -> None:
    keep(Measures())
    default_path().write_text("[[juror", encoding="utf-8")
    with loopback(panel(dict.fromkeys(("gemini", "claude", "mistral", "qwen"), True))) as server:
        review = reviewed(server, cache)
    assert claim(review).words.endswith("weights not calibrated")
    assert "calibration" in {gap.what for gap in review.gaps}


def test_each_verdict_has_its_juror_reason_tokens_and_time(cache: Cache) -> None:
    with loopback(panel(dict.fromkeys(("gemini", "claude", "mistral", "qwen"), True))) as server:
        review = reviewed(server, cache)
    assert {one.fingerprint for one in review.verdicts} == {one.fingerprint for one in review.decisions}
    for verdict in review.verdicts:
        assert verdict.juror in JURORS
        assert verdict.tokens > 0
        assert verdict.quote
        assert (verdict.weight > 0) == (verdict.stands is Stands.YES)
    jurors = [seat for seat in review.ledger.seats if seat.role == "juror"]
    assert sum(one.tokens for one in review.verdicts) <= sum(
        one.prompt_tokens + one.completion_tokens for one in jurors
    )


def test_killed_between_two_jurors_only_the_one_in_flight_is_asked_again(
    facts: Path, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third question hangs; by then the answers of the first two are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "fresh"))
    split = panel({"gemini": True, "claude": False}, arbiter=True)

    def slow(request: dict[str, Any]) -> Say:
        said = split(request)
        return Say(said.text, delay=60.0) if role_of(request) == "arbiter" else said

    with loopback(slow) as server:
        command = [sys.executable, "-m", "tests.graphs.doomed", server.base, "doomed", str(facts)]
        process = subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.DEVNULL)
        from tests.graphs.test_resuming import wait_for  # noqa: PLC0415

        wait_for(lambda: any(role_of(request) == "arbiter" for request in server.requests), process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        before = asked(server)
        server.script = split
        review = resume("doomed", cache=cache)
        after = asked(server)[len(before) :]
    assert before == ["gemini", "claude", before[-1]]
    assert after == [before[-1]]
    assert claim(review).ruling is Ruling.STANDS

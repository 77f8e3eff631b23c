"""Jurors measured on claims whose truth is known, by scripted models; and by what maintainers decided."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agents.council.measures import Counts, Measures, Pair
from agents.council.vote import Vote
from agents.council.weight import weight
from agents.measured import load
from evals.calibrate import KnownClaim, kept_beside, known_claims
from evals.case import load as load_cases
from evals.decided import decided_claims
from graphs.review import run
from headgate.facts.cache import Cache
from headgate.finding import Proof
from headgate.settings import Knowledge
from headgate.verdict import Stands
from knowledge.entry import Because, Origin, Via
from knowledge.memory import Maintainer, Terms, accept, dismiss
from knowledge.store import open_store
from tests.app.cli.test_commands import headgate
from tests.graphs import shop
from tests.loopback import Loopback, Say, loopback, says

SOME = "spark-*"
GOOD, YES = "openai/scripted-good", "openai/scripted-yes"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STATE", "DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))


@pytest.fixture(scope="module")
def claims() -> list[KnownClaim]:
    return list(known_claims(load_cases(pattern=SOME)))


def test_each_claim_has_its_code_and_the_false_ones_have_other_code(claims: list[KnownClaim]) -> None:
    assert {claim.true for claim in claims} == {True, False}
    for claim in claims:
        at = claim.finding.location
        assert claim.snapshot.lines_of(at.path, at.start_line, at.last_line)
        assert claim.finding.proof is Proof.ARGUED
        assert claim.finding.evidence == ()


def script(claims: list[KnownClaim]) -> Any:
    """A juror who is right of everything, and one who agrees with everything."""
    truth = {(one.finding.message, code_of(one)): one.true for one in claims}

    def answer(request: dict[str, Any]) -> Say:
        parts = str(request["messages"][1]["content"]).split("# Claim ")[1:]
        told = []
        for number, part in enumerate(parts, 1):
            quoted = "\n".join(re.findall(r"^\+ +\d+ \| (.*)$", part, re.M))
            message = part.split(" statement\n", 1)[1].split("\n", 1)[0]
            holds = truth[message, quoted] == ("It is so that" in part)
            word = "stands" if holds or request["model"].endswith("yes") else "does not stand"
            told.append({"claim": number, "answer": word, "quote": quoted.split("\n")[0], "reason": "scripted"})
        return says({"judgements": told})

    return answer


def code_of(claim: KnownClaim) -> str:
    at = claim.finding.location
    return claim.snapshot.lines_of(at.path, at.start_line, at.last_line)


def calibrated(server: Loopback, tmp_path: Path, *more: str) -> tuple[int, str, str]:
    file = tmp_path / "headgate.toml"
    file.write_text(f'[models]\napi_base = "{server.base}"\n')
    return headgate(
        "eval",
        "--models",
        f"{GOOD},{YES}",
        "--cases",
        SOME,
        "--settings",
        str(file),
        "-o",
        str(tmp_path / "j.toml"),
        *more,
    )


def test_a_good_juror_is_told_from_one_who_agrees_with_everything(claims: list[KnownClaim], tmp_path: Path) -> None:
    with loopback(script(claims)) as server:
        code, out, _ = calibrated(server, tmp_path)
    assert code == 0
    assert "scripted-good" in out
    measures = load(tmp_path / "j.toml")
    good, yes = (weight(Vote(name, name, Stands.YES), "spark", measures) for name in (GOOD, YES))
    assert good > 1.0 > yes
    assert {one.specialist for one in measures.counts} == {"spark"}
    assert measures.shares == (), "made-up cases say nothing of how many claims are true"


def test_a_dry_run_keeps_nothing(claims: list[KnownClaim], tmp_path: Path) -> None:
    with loopback(script(claims)) as server:
        assert calibrated(server, tmp_path, "--dry-run")[0] == 0
    assert not (tmp_path / "j.toml").exists()


def test_recorded_calls_are_replayed_without_a_server(claims: list[KnownClaim], tmp_path: Path) -> None:
    cassette = str(tmp_path / "calls.yaml")
    with loopback(script(claims)) as server:
        first = calibrated(server, tmp_path, "--cassette", cassette, "--record", "once")
        asked = len(server.requests)
        second = calibrated(server, tmp_path, "--cassette", cassette, "--record", "none")
        assert len(server.requests) == asked > 0
    assert first[:2] == second[:2]
    assert "uthorization" not in Path(cassette).read_text()


def test_without_a_recording_none_is_one_sentence(claims: list[KnownClaim], tmp_path: Path) -> None:
    with loopback(script(claims)) as server:
        code, _, err = calibrated(server, tmp_path, "--cassette", str(tmp_path / "no.yaml"), "--record", "none")
    assert code == 2
    assert "take --record once" in err


def test_what_was_measured_anew_takes_the_place_of_the_old() -> None:
    old = Measures((Counts("a", "spark", 1), Counts("b", "spark", 2)), (Pair("a", "b", 3, 1, 1, 1),))
    new = Measures((Counts("a", "schema", 9),), (Pair("b", "a", 8, 0, 0, 0),))
    kept = kept_beside(old, new)
    assert [(one.juror, one.specialist) for one in kept.counts] == [("b", "spark"), ("a", "schema")]
    assert kept.pairs == new.pairs


@pytest.mark.parametrize("true", [True, False])
def test_maintainers_decisions_label_what_jurors_said(true: bool, tmp_path: Path) -> None:
    with loopback(shop.honest) as server:
        review = run(shop.checkout(server.base), models=True, run_id="one", cache=Cache(None))
    argued = next(one for one in review.findings if one.proof is Proof.ARGUED)
    knowledge, by, today = Knowledge(), Maintainer("ada", Via.CLI), date(2026, 1, 1)
    with closing(open_store(knowledge)) as store:
        if true:
            accept(store, argued, by=by, repository="shop", today=today)
        else:
            dismiss(store, argued, Terms("not so", Because.WRONG), by=by, repository="shop", today=today)
    told = [(one.specialist, one.true, one.held, one.juror) for one in decided_claims(knowledge)]
    assert sorted(told) == sorted((argued.specialist, true, True, juror) for juror in shop.JURORS)


def test_a_risk_that_is_taken_does_not_say_that_the_finding_is_wrong(tmp_path: Path) -> None:
    with loopback(shop.honest) as server:
        review = run(shop.checkout(server.base), models=True, run_id="one", cache=Cache(None))
    judged = {one.fingerprint for one in review.verdicts}
    finding = next(one for one in review.findings if one.fingerprint in judged)
    with closing(open_store(Knowledge())) as store:
        terms = Terms("we live with it", Because.TAKEN)
        dismiss(store, finding, terms, by=Maintainer("ada", Via.CLI), repository="shop", today=date(2026, 1, 1))
    told = list(decided_claims(Knowledge()))
    assert told
    assert all(one.true for one in told)


def test_decisions_that_were_imported_measure_nobody() -> None:
    with loopback(shop.honest) as server:
        review = run(shop.checkout(server.base), models=True, run_id="one", cache=Cache(None))
    argued = next(one for one in review.findings if one.proof is Proof.ARGUED)
    with closing(open_store(Knowledge())) as store:
        terms = Terms("not so", Because.WRONG)
        own = dismiss(store, argued, terms, by=Maintainer("ada", Via.CLI), repository="shop", today=date(2026, 1, 1))
        store.put([replace(own, origin=Origin.IMPORTED.value)])
    assert list(decided_claims(Knowledge())) == []

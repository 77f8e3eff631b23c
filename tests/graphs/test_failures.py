"""Every way in which a provider fails, at every seat: the review is complete as far as it came, says what is missing
and why, is told again without a call, and asks nothing again that was answered.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agents.answers import Answers
from agents.budget import Budget
from agents.consult.ask import Consultation, consult
from agents.consult.facts import gather
from agents.model import Door
from agents.providers import OWN_KEY, Bench, Model
from graphs.review import resume, run
from headgate.facts.cache import Cache
from headgate.finding import Level, Proof
from headgate.gap import GapKind
from headgate.review import Review
from headgate.review_change import analyse
from tests.graphs import shop
from tests.loopback import Loopback, Say, calls_tools, loopback, offered, role_of, says

Script = Callable[[dict[str, Any]], Say]
Consulted = Callable[[Loopback, str], Consultation]


def _once(say: Say) -> Script:
    return lambda request: say


def _loops(request: dict[str, Any]) -> Say:
    """Asks the same of a tool for ever; where none is offered it has nothing to say."""
    return calls_tools(("read_file", {"path": "models/orders.sql"}))


FAILURES: dict[str, Script] = {
    "hangs": _once(Say(delay=30.0)),
    "drips": _once(Say('{"candidates": [], "judgements": []}', drip=4.0)),
    "is rate limited": _once(Say(status=429)),
    "is rate limited for an hour": _once(Say(status=429, headers={"retry-after": "3600"})),
    "is rate limited without a number": _once(Say(status=429, headers={"retry-after": "soon"})),
    "fails": _once(Say(status=500)),
    "is overloaded": _once(Say(status=503)),
    "cuts the stream": _once(Say("{}" * 400, cut=True)),
    "answers nothing": _once(Say("")),
    "answers half of JSON": _once(Say('{"candidates": [{"rule": "x", ')),
    "answers another shape": _once(Say('{"verdict": "fine"}')),
    "answers in other words": _once(Say("Je ne vois aucun problème dans ce changement.")),
    "answers at length": _once(Say("word " * 100_000)),
    "refuses": _once(Say("I cannot help with that request.")),
    "loops on tools": _loops,
    "calls tools that there are not": _once(calls_tools(("rm", {"path": "/"}), ("shell", {"command": "id"}))),
    "calls tools without JSON": _once(calls_tools(("read_file", "{not json"))),
    "is cut off at its length": _once(Say('{"candidates": [{"rule": "x", "quote": "', finish="length")),
    "answers a page": _once(Say(raw=b"<html><body>Bad gateway</body></html>")),
    "answers no choice": _once(Say(raw=b'{"id":"x","object":"chat.completion","model":"x","choices":[]}')),
    "refuses the key": _once(Say(status=401)),
    "refuses the form": _once(Say(status=400)),
}
SEATS = ("specialist", "juror", "arbiter")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a provider asks to wait is kept to the letter elsewhere; here it would only cost time."""
    defaults = Door.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "sleep", lambda _: None)


def divided(request: dict[str, Any]) -> Say:
    """Jurors of whom half hold every claim, so that an arbiter is called."""
    if role_of(request) != "juror":
        return shop.honest(request)
    return shop.judged(request, stands="gemini" in request["model"])


def seat_of(request: dict[str, Any]) -> str:
    role = role_of(request)
    return role if role in SEATS else "specialist"


def failing(seat: str, failure: Script) -> Script:
    """The specialist for models, the jurors or the arbiter fail in one way; the rest does as it should."""

    def script(request: dict[str, Any]) -> Say:
        if seat_of(request) == seat and (seat != "specialist" or role_of(request) == "modeling"):
            return failure(request)
        return divided(request) if seat == "arbiter" else shop.honest(request)

    return script


@pytest.mark.parametrize("how", FAILURES)
def test_a_consultation_says_who_did_not_answer_and_shows_who_did(how: str, consulted: Consulted) -> None:
    def script(request: dict[str, Any]) -> Say:
        if "broken" in request["model"]:
            return FAILURES[how](request)
        return says({"choice": "Keep it", "position": "Keep it as it is.", "reasons": ["It is small."]})

    with loopback(script) as server:
        told = consulted(server, how)
    assert [one.model for one in told.opinions] == ["openai/sound-scripted"]
    assert [gap.what for gap in told.gaps] == ["consult openai/broken-scripted"]


@pytest.fixture(scope="module")
def consulted(facts: Path) -> Consulted:
    """Two models, one of them broken, asked the same of the shop."""
    analysis = analyse(shop.checkout(), Cache(facts))
    packed = gather(analysis, "Is this fine?", (), 500)

    def ask(server: Loopback, how: str) -> Consultation:
        names = ("openai/broken-scripted", "openai/sound-scripted")
        models = tuple(Model(name, name, server.base, OWN_KEY) for name in names)
        door = Door(Bench(models, models, models), Budget(1.0), Answers(None), timeout=patience(how))
        return consult(door, models, "Is this fine?", packed, analysis)

    return ask


def patience(how: str) -> float:
    """Seconds that are waited for an answer: only those who are slow are not waited for."""
    return 5.0 if how in ("hangs", "drips") else 60.0


def reviewed(server: Loopback, cache: Cache, how: str = "", run_id: str = "one") -> Review:
    return run(shop.checkout(server.base, timeout=patience(how)), models=True, run_id=run_id, cache=cache)


@pytest.fixture(scope="module")
def analyzers(facts: Any, tmp_path_factory: pytest.TempPathFactory) -> Review:
    folder = tmp_path_factory.mktemp("analyzers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder))
        patch.setenv("XDG_DATA_HOME", str(folder))
        return run(shop.checkout(), models=False, run_id="analyzers", cache=Cache(facts))


@pytest.mark.parametrize("how", FAILURES)
@pytest.mark.parametrize("seat", SEATS)
def test_the_review_is_complete_as_far_as_it_came_and_says_what_is_missing(
    seat: str, how: str, cache: Cache, analyzers: Review
) -> None:
    with loopback(failing(seat, FAILURES[how])) as server:
        review = reviewed(server, cache, how)
        asked = len(server.requests)
        assert resume("one", cache=cache) == review
        assert len(server.requests) == asked
        answered = {role_of(one) for one in server.requests if seat_of(one) != seat}
        before = {role: sum(role_of(one) == role for one in server.requests) for role in answered}
        reviewed(server, cache, how, "two")
        assert before == {role: sum(role_of(one) == role for one in server.requests) for role in answered}
    kept = {finding.fingerprint: finding.level for finding in review.findings}
    assert all(kept[finding.fingerprint] is finding.level for finding in analyzers.findings)
    assert {"orchestration", "spark"} <= {seat_.role.removeprefix("specialist:") for seat_ in review.ledger.seats}
    missing = [gap for gap in review.gaps if gap.kind is GapKind.NO_ANSWER and gap.what.startswith(_named(seat))]
    assert missing, [(gap.kind.value, gap.what, gap.why) for gap in review.gaps]
    assert all(len(gap.why) > 5 and "\n" not in gap.why and len(gap.why) < 400 for gap in missing)
    argued = [finding for finding in review.findings if finding.proof is Proof.ARGUED]
    assert all(finding.level is Level.NOTE for finding in argued)
    assert bool(argued) is (seat != "specialist")


def _named(seat: str) -> str:
    return "specialist:modeling" if seat == "specialist" else seat


def test_what_is_answered_at_the_second_time_is_no_gap(cache: Cache) -> None:
    failed: set[str] = set()

    def script(request: dict[str, Any]) -> Say:
        key = f"{request['model']}{request['messages']}"
        if key in failed or not offered(request):
            return shop.honest(request)
        failed.add(key)
        return Say(status=500)

    with loopback(script) as server:
        review = reviewed(server, cache)
    assert failed
    assert not [gap for gap in review.gaps if gap.kind is GapKind.NO_ANSWER]


def test_an_answer_with_talk_around_it_is_read(cache: Cache) -> None:
    def script(request: dict[str, Any]) -> Say:
        if role_of(request) != "modeling":
            return shop.honest(request)
        return Say(f"Here is what I found:\n```json\n{says({'candidates': [shop.TRUE]}).text}\n```\nGood luck!")

    with loopback(script) as server:
        review = reviewed(server, cache)
    assert [finding.rule for finding in review.findings if finding.proof is Proof.ARGUED] == [
        "modeling/division-by-zero"
    ]

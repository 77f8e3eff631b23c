"""Answers of a stated shape, from models of all abilities."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agents.answers import Answers
from agents.budget import Budget
from agents.judgement import Judgements
from agents.model import Door
from agents.providers import Bench, Model
from agents.structured import Asked, Question, ask, read
from headgate.gap import GapKind
from tests.loopback import Loopback, Say, Script, loopback

GOOD = '{"judgements": [{"claim": 1, "answer": "stands"}]}'
QUESTION = Question("juror", "You judge claims.", ("Claim",), Judgements)


def answered(script: Script, *names: str) -> tuple[Asked[Judgements], Loopback]:
    with loopback(script) as server:
        models = tuple(Model(name, "f", server.base, "NO_KEY") for name in names or ("openai/unknown-model",))
        door = Door(Bench(models), Budget(1.0), Answers(None), timeout=60.0, sleep=lambda _: None)
        return ask(door, models, QUESTION), server


def test_a_model_that_takes_schemas_is_asked_by_schema_once() -> None:
    asked, server = answered(lambda _: Say(GOOD))
    assert asked.value is not None
    assert [request["response_format"]["type"] for request in server.requests] == ["json_schema"]


def test_one_that_refuses_schemas_is_asked_by_tool_call() -> None:
    def script(request: dict[str, Any]) -> Say:
        return Say(GOOD, as_tool_call=True) if "tools" in request else Say(status=400)

    asked, _ = answered(script)
    assert asked.value is not None
    assert asked.value.judgements[0].answer == "stands"


def test_one_that_refuses_both_is_told_the_schema_in_words() -> None:
    def script(request: dict[str, Any]) -> Say:
        plain = "tools" not in request and "response_format" not in request
        return Say(f"Sure!\n```json\n{GOOD}\n```\nAnything else?") if plain else Say(status=400)

    asked, server = answered(script)
    assert asked.value is not None
    assert "cannot tell" in server.requests[-1]["messages"][-1]["content"]


def test_an_unreadable_answer_is_mended_once() -> None:
    def script(request: dict[str, Any]) -> Say:
        return Say(GOOD) if len(request["messages"]) > 2 else Say('{"judgements": "yes"}')

    asked, server = answered(script)
    assert asked.value is not None
    assert len(server.requests) == 2
    assert "judgements" in server.requests[1]["messages"][-1]["content"]
    assert asked.seats[0].calls == 2


def test_one_that_never_answers_is_a_gap_and_the_next_is_asked() -> None:
    def script(request: dict[str, Any]) -> Say:
        return Say(GOOD) if request["model"] == "second" else Say("no")

    asked, _ = answered(script, "openai/first", "openai/second")
    assert asked.model is not None
    assert asked.model.name == "openai/second"
    assert [(gap.what, gap.kind) for gap in asked.gaps] == [("juror openai/first", GapKind.NO_ANSWER)]
    assert [seat.model for seat in asked.seats] == ["openai/first", "openai/second"]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"Here: {GOOD} and so on",
        f"<think>{{ maybe {{</think>{GOOD}",
        f'{{"note": 1}} {GOOD}',
        "```\n" + json.dumps(json.loads(GOOD), indent=2) + "\n```",
    ],
)
def test_json_is_found_in_the_midst_of_talk(text: str) -> None:
    value, complaint = read(text, Judgements)
    assert value is not None, complaint


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"a":' * 50_000, "{" * 100_000, "null", '{"judgements": 3}'])
def test_nonsense_of_any_size_is_no_answer(text: str) -> None:
    value, complaint = read(text, Judgements)
    assert value is None
    assert complaint

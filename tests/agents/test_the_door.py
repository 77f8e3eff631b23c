"""The one door to LiteLLM, against a loopback server."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from agents.answers import Answers, Reply
from agents.budget import Budget
from agents.model import Door, Failure, Trouble, _within
from agents.providers import Bench, Model
from tests.loopback import Loopback, Say, Script, loopback

REQUEST: dict[str, Any] = {"messages": [{"role": "user", "content": "x"}], "max_tokens": 100}


def door(server: Loopback, answers: Answers | None = None, budget: Budget | None = None, **how: Any) -> Door:
    model = Model("openai/gpt-5.6-luna", "openai", server.base, "HEADGATE_API_KEY")
    return Door(Bench((model,)), budget or Budget(1.0), answers or Answers(None), **{"timeout": 60.0, **how})


def asked(script: Script, times: int = 1, **how: Any) -> tuple[list[Reply | Failure], Loopback]:
    with loopback(script) as server:
        there = door(server, **how)
        return [there.call(there.bench.specialists[0], REQUEST) for _ in range(times)], server


def test_an_answer_comes_with_tokens_and_its_price() -> None:
    (reply,), _ = asked(lambda _: Say("hello", prompt_tokens=1_000, completion_tokens=500))
    assert isinstance(reply, Reply)
    assert (reply.text, reply.prompt_tokens, reply.completion_tokens) == ("hello", 1_000, 500)
    assert reply.cost == pytest.approx(1_000 * 0.2e-6 + 500 * 1.2e-6)


def test_an_answer_that_was_paid_is_not_paid_again_even_in_another_process(tmp_path: Path) -> None:
    kept = tmp_path / "answers.sqlite3"
    with loopback(lambda _: Say("once")) as server:
        for _ in range(2):
            there = door(server, Answers(kept))
            assert isinstance(there.call(there.bench.specialists[0], REQUEST), Reply)
        assert len(server.requests) == 1


def test_another_question_is_another_answer(tmp_path: Path) -> None:
    with loopback(lambda request: Say(str(request["max_completion_tokens"]))) as server:
        there = door(server, Answers(tmp_path / "answers.sqlite3"))
        model = there.bench.specialists[0]
        replies = [there.call(model, REQUEST | {"max_tokens": tokens}) for tokens in (100, 101)]
    assert [reply.text for reply in replies if isinstance(reply, Reply)] == ["100", "101"]


def test_a_kept_answer_that_was_tampered_with_is_asked_for_again(tmp_path: Path) -> None:
    answers = Answers(tmp_path / "answers.sqlite3")
    with loopback(lambda _: Say("fresh")) as server:
        there = door(server, answers)
        model = there.bench.specialists[0]
        there.call(model, REQUEST)
        assert answers._database is not None
        answers._database.execute("UPDATE answers SET reply = 'x'")
        again = there.call(model, REQUEST)
        assert len(server.requests) == 2
    assert isinstance(again, Reply)


@pytest.mark.parametrize(
    ("say", "trouble", "calls"),
    [
        (Say(status=401), Trouble.REFUSED_KEY, 1),
        (Say(status=404), Trouble.REFUSED_KEY, 1),
        (Say(status=400), Trouble.REFUSED_FORM, 1),
        (Say(status=500), Trouble.DOWN, 2),
        (Say(status=429, headers={"retry-after": "0.1"}), Trouble.DOWN, 2),
        (Say(status=429, headers={"retry-after": "900"}), Trouble.DOWN, 1),
        (Say(raw=b"<html>"), Trouble.DOWN, 2),
        (Say("{}" * 99, cut=True), Trouble.DOWN, 2),
    ],
)
def test_each_trouble_is_told_apart_and_tried_at_most_twice(say: Say, trouble: Trouble, calls: int) -> None:
    (failure,), server = asked(lambda _: say, sleep=lambda _: None)
    assert isinstance(failure, Failure)
    assert (failure.trouble, len(server.requests)) == (trouble, calls)


def test_a_model_that_hangs_is_given_up_in_time_and_charged_at_worst() -> None:
    budget = Budget(1.0)
    (failure,), _ = asked(lambda _: Say(delay=20.0), timeout=0.3, budget=budget)
    assert isinstance(failure, Failure)
    assert failure.trouble is Trouble.TIMED_OUT
    assert budget.spent > 0


def test_a_model_that_fails_twice_is_no_longer_asked() -> None:
    failures, server = asked(lambda _: Say(status=500), times=4, sleep=lambda _: None)
    assert all(isinstance(failure, Failure) for failure in failures)
    assert len(server.requests) == 4


def test_a_server_from_the_settings_never_gets_a_provider_s_key() -> None:
    keys = {"OPENAI_API_KEY": "sk-of-the-reviewer", "HEADGATE_API_KEY": "own"}
    _, server = asked(lambda _: Say("x"), environment=keys)
    assert server.keys == ["own"]
    _, server = asked(lambda _: Say("x"), environment={"OPENAI_API_KEY": "sk-of-the-reviewer"})
    assert server.keys == ["none"]


def test_calls_at_once_wait_for_what_others_give_back_and_never_go_over() -> None:
    budget = Budget(0.0003)
    with loopback(lambda _: Say("x", completion_tokens=100, prompt_tokens=10)) as server:
        there = door(server, budget=budget)
        model = there.bench.specialists[0]
        requests = [REQUEST | {"messages": [{"role": "user", "content": str(n)}]} for n in range(6)]
        threads = [threading.Thread(target=there.call, args=(model, request)) for request in requests]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 1 <= len(server.requests) < 6
    assert 0 < budget.spent <= budget.dollars


def test_without_a_price_the_cost_is_unknown_and_tokens_are_the_stop() -> None:
    budget = Budget(0.0, tokens_without_price=1_000)
    with loopback(lambda _: Say("x", prompt_tokens=400, completion_tokens=400)) as server:
        model = Model("openai/nobody-knows-it", "nobody", server.base, "HEADGATE_API_KEY")
        there = Door(Bench((model,)), budget, Answers(None), timeout=60.0)
        first = there.call(model, REQUEST)
        second = there.call(model, REQUEST | {"max_tokens": 200})
    assert isinstance(first, Reply)
    assert first.cost is None
    assert isinstance(second, Failure)
    assert second.trouble is Trouble.BUDGET


def test_analyzers_do_not_pay_for_litellm() -> None:
    heavy = "{'litellm', 'langchain', 'langchain_core', 'langgraph', 'gradio', 'qdrant_client'}"
    check = (
        f"import sys, headgate.review_change, agents.specialist, agents.juror; assert not {heavy} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", check], check=True)


def test_a_provider_that_must_be_told_to_keep_the_beginning_of_a_prompt_is_told() -> None:
    messages = [{"role": "system", "content": "You are one."}, {"role": "user", "content": "x"}]
    with loopback(lambda _: Say(status=401)) as server:
        model = Model("anthropic/claude-sonnet-5-5", "anthropic", server.base, "NO_KEY")
        Door(Bench((model,)), Budget(1.0), Answers(None)).call(model, {"messages": messages, "max_tokens": 10})
        (sent,) = server.requests
    assert sent["system"] == [{"type": "text", "text": "You are one.", "cache_control": {"type": "ephemeral"}}]


def test_prices_of_a_whole_bench_are_looked_up_before_the_first_call() -> None:
    """LiteLLM's router adds to the list of prices while it works; a look-up beside it would fail now and then."""
    models = tuple(Model(f"openai/model-{n}", f"f{n}", "http://127.0.0.1:9/v1", "NO_KEY") for n in range(3))
    there = Door(Bench(models), Budget(1.0), Answers(None))
    assert there.prices(models[0]) is None
    assert set(there._about) == set(models)


def test_what_litellm_imports_at_its_first_call_is_not_time_of_the_model() -> None:
    names = [f"imported_late_{number}" for number in range(40)]

    def call() -> str:
        for name in names:
            sys.modules[name] = sys
            time.sleep(0.03)
        return "answered"

    try:
        assert _within(0.5, call) == "answered"
    finally:
        for name in names:
            sys.modules.pop(name, None)

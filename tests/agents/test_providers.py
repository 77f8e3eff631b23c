"""Who can sit, found from settings and environment."""

from __future__ import annotations

import pytest

from agents.answers import Answers
from agents.budget import Budget
from agents.model import Door
from agents.providers import PROVIDERS, Bench, Model, family_of, find
from agents.specialist.dealing import dealt
from headgate.rules.registry import SPECIALISTS
from headgate.settings import Models


def test_an_empty_environment_makes_an_empty_bench() -> None:
    assert not find(Models(), {})


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.prefix)
def test_each_provider_sits_by_its_usual_variables(provider: object) -> None:
    known = next(one for one in PROVIDERS if one is provider)
    bench = find(Models(), dict.fromkeys(known.needs, "value"))
    assert len(bench.specialists) == 1
    assert bench.specialists[0].name.startswith(known.prefix)
    assert bench.jurors


def test_two_providers_make_jurors_of_another_family() -> None:
    bench = find(Models(), {"OPENAI_API_KEY": "x", "ANTHROPIC_API_KEY": "y"})
    proposer = bench.specialists[0]
    assert all(juror.family != proposer.family for juror in bench.jurors_for(proposer.family))


@pytest.mark.parametrize("host", ["127.0.0.1:11434", "http://127.0.0.1:11434/"])
def test_a_local_server_sits_without_a_price(host: str) -> None:
    (model,) = find(Models(), {"OLLAMA_HOST": host, "OLLAMA_MODEL": "qwen3"}).specialists
    assert (model.api_base, model.local, model.family) == ("http://127.0.0.1:11434", True, "qwen")


def test_settings_come_before_the_environment() -> None:
    bench = find(Models(specialist=("mistral/mistral-large-latest",)), {"OPENAI_API_KEY": "x"})
    assert [model.name for model in bench.specialists] == ["mistral/mistral-large-latest"]
    assert [model.family for model in bench.jurors] == ["openai"]


def test_a_server_in_the_settings_is_the_only_one_asked() -> None:
    models = Models(specialist=("openai/qwen3",), api_base="http://127.0.0.1:1/v1")
    bench = find(models, {"OPENAI_API_KEY": "x"})
    assert {model.api_base for model in bench.models} == {"http://127.0.0.1:1/v1"}


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("openai/gpt-5.6-luna", "openai"),
        ("azure/gpt-5", "openai"),
        ("anthropic/claude-sonnet-5-5", "anthropic"),
        ("bedrock/anthropic.claude-haiku-5-5", "anthropic"),
        ("gemini/gemini-3.8-flash", "google"),
        ("openrouter/meta-llama/llama-4", "meta"),
        ("groq/qwen/qwen3.8-27b", "qwen"),
        ("someone/else", "someone"),
    ],
)
def test_the_family_is_who_trained_it_not_who_serves_it(name: str, family: str) -> None:
    assert family_of(name) == family


def test_the_default_models_have_a_price() -> None:
    door = Door(Bench(), Budget(1.0), Answers(None))
    unknown = {"openrouter", "azure"}
    for provider in PROVIDERS:
        for name in {provider.specialist, provider.juror or provider.specialist}:
            assert (door.prices(Model(name, "")) is not None) == (provider.prefix not in unknown), name


def test_families_take_turns_at_the_specialists_seats_and_step_in_for_each_other() -> None:
    bench = Bench(tuple(Model(f"x/{name}", name) for name in ("gpt", "claude", "gemini")))
    firsts = [dealt(bench, specialist)[0].family for specialist in SPECIALISTS]
    assert {family: firsts.count(family) for family in firsts} == {"gpt": 3, "claude": 2, "gemini": 2}
    assert all(len(dealt(bench, specialist)) == 3 for specialist in SPECIALISTS)
    assert dealt(Bench(), "spark") == ()

"""The prompt's beginning is the same in every review, to the byte, so that providers' caches hold it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest

from agents.answers import Answers
from agents.budget import Budget
from agents.model import Door
from agents.providers import Bench, Model
from agents.specialist import Seating, propose
from agents.specialist.seating import FEW_FILES, fixed, seated
from evals.economy import pull_request
from headgate.facts.cache import Cache
from headgate.review_change import Analysis, analyse
from headgate.rules.registry import SPECIALISTS
from headgate.settings import Settings
from tests.graphs import shop
from tests.loopback import loopback, says

GPT, CLAUDE, GEMINI = (Model(f"openai/{name}", name) for name in ("gpt", "claude", "gemini"))


@pytest.fixture(scope="module")
def small() -> Analysis:
    return analyse(shop.checkout(), Cache(None))


@pytest.fixture(scope="module")
def large() -> Analysis:
    return analyse(pull_request.checkout(Settings()), Cache(None))


def sent(analysis: Analysis, seating: Seating) -> dict[str, Any]:
    with loopback(lambda _: says({"candidates": []})) as server:
        door = Door(Bench((replace(GPT, api_base=server.base, key_variable="NO_KEY"),)), Budget(1.0), Answers(None))
        propose(door, seating, analysis)
        return server.requests[0]


def prefix(request: dict[str, Any]) -> str:
    """What comes before the first byte that differs between reviews: tools, then the system message."""
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    return json.dumps([request["tools"], request["messages"][0]])


@pytest.mark.parametrize("specialist", SPECIALISTS)
def test_two_reviews_begin_with_the_same_bytes(specialist: str, small: Analysis, large: Analysis) -> None:
    one = sent(small, Seating((specialist,), ("models/orders.sql",)))
    other = sent(large, Seating((specialist,), ("models/orders_1.sql", "jobs/load_1.py")))
    assert prefix(one) == prefix(other)
    assert one["messages"][1] != other["messages"][1]


def test_the_prefix_is_pinned(small: Analysis) -> None:
    """A change of charters, tools or shapes throws away what providers have cached: make it on purpose, and all at once."""
    whole = [prefix(sent(small, Seating((one,), ("models/orders.sql",)))) for one in SPECIALISTS]
    assert hashlib.blake2b("".join(whole).encode(), digest_size=8).hexdigest() == PINNED


PINNED = "566406a6f770cf92"


def test_what_specialists_have_in_common_comes_before_what_they_have_not(small: Analysis) -> None:
    systems = [sent(small, Seating((one,), ("models/orders.sql",)))["messages"][0]["content"] for one in SPECIALISTS]
    shared = next(n for n in range(5_000) if len({system[: n + 1] for system in systems}) > 1)
    assert shared > 1_800


def test_in_a_small_change_every_specialist_has_a_prompt_of_its_own(small: Analysis) -> None:
    files = {"spark": ["jobs/load.py"], "modeling": ["models/orders.sql"]}
    assert [one.specialists for one in seated(files, Bench((GPT,)), small)] == [("spark",), ("modeling",)]


def test_in_a_large_one_those_of_one_model_share_a_prompt(large: Analysis) -> None:
    assert large.comparison is not None
    files = {one: list(large.comparison.change.files) for one in ("lineage", "spark", "quality", "modeling")}
    assert sum(map(len, files.values())) > FEW_FILES
    (alone,) = seated(files, Bench((GPT,)), large)
    assert alone.specialists == ("lineage", "spark", "quality", "modeling")
    assert alone.paths == tuple(large.comparison.change.files)
    council = seated(files, Bench((GPT, CLAUDE, GEMINI)), large)
    assert [one.name for one in council] == ["lineage", "spark+modeling", "quality"] or len(council) == 3
    assert alone.tokens > council[0].tokens - fixed(council[0].specialists)


def test_a_shared_prompt_names_who_claims_and_says_what_each_looks_for(large: Analysis) -> None:
    request = sent(large, Seating(("spark", "quality"), ("jobs/load_1.py",), 1_000))
    system = request["messages"][0]["content"]
    assert '"this file has spark|quality/<rule>"' in system
    assert "spark: You know Spark's execution" in system
    assert "quality: You check what rows come out" in system

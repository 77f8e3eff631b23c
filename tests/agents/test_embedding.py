"""The embedding model behind LiteLLM, played by the loopback server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agents.embedding import LiteLLMEmbedder
from headgate.errors import HeadgateError
from tests.loopback import Say, loopback


def vectors(request: dict[str, Any], spare: int = 0) -> Say:
    data = [
        {"object": "embedding", "index": number, "embedding": [float(len(text)), 1.0]}
        for number, text in enumerate(request["input"])
    ]
    body = {"object": "list", "model": "e", "data": data[spare:], "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    return Say(raw=json.dumps(body).encode())


def test_texts_become_vectors_in_their_order_and_secrets_stay_here() -> None:
    secret = "AKIA" + "Q3EGRIBK6XKQ2WFN"
    with loopback(vectors) as server:
        embedder = LiteLLMEmbedder("openai/e", server.base, {"HEADGATE_API_KEY": "own", "OPENAI_API_KEY": "other"})
        assert embedder.embed(["ab", "abc"]) == [[2.0, 1.0], [3.0, 1.0]]
        embedder.embed([f"key {secret}"])
        assert secret not in str(server.requests)
        assert set(server.keys) == {"own"}


@pytest.mark.parametrize(
    "say", [Say(status=500), Say(status=401), Say(raw=b"{}"), Say(raw=b"nothing"), Say(cut=True)], ids=str
)
def test_a_model_that_does_not_answer_is_told_in_a_sentence(say: Say) -> None:
    with loopback(lambda _: say) as server, pytest.raises(HeadgateError, match="The embedding model openai/e"):
        LiteLLMEmbedder("openai/e", server.base, {}).embed(["a"])


def test_a_vector_too_few_is_no_answer() -> None:
    with (
        loopback(lambda request: vectors(request, spare=1)) as server,
        pytest.raises(HeadgateError, match="gave 1 vectors for 2 texts"),
    ):
        LiteLLMEmbedder("openai/e", server.base, {}).embed(["a", "b"])

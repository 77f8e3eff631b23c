"""Vectors of texts by an embedding model behind LiteLLM, where the reviewer's settings name one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from agents.model import _litellm
from agents.providers import OWN_KEY
from headgate.errors import HeadgateError
from headgate.secrets import mask
from headgate.settings import Knowledge

_TIMEOUT = 20.0
"""Seconds a request."""


class LiteLLMEmbedder:
    """One embedding model. Secrets are masked before a text leaves."""

    def __init__(self, model: str, api_base: str = "", environment: Mapping[str, str] = os.environ) -> None:
        self.name = model
        self._api_base = api_base
        self._environment = environment

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See `knowledge.store.dense.Embedder`."""
        import openai  # noqa: PLC0415 - LiteLLM's errors are OpenAI's, and it takes a second

        litellm = _litellm()
        where = {}
        if self._api_base:
            where = {"api_base": self._api_base, "api_key": self._environment.get(OWN_KEY) or "none"}
        try:
            answer = litellm.embedding(
                model=self.name, input=[mask(text) for text in texts], timeout=_TIMEOUT, max_retries=0, **where
            )
            made = [[float(value) for value in one["embedding"]] for one in answer.data]
        except (openai.OpenAIError, TimeoutError) as error:
            raise HeadgateError(f"The embedding model {self.name} did not answer ({type(error).__name__}).") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise HeadgateError(f"The embedding model {self.name} gave no vectors.") from error
        if len(made) != len(texts) or len({len(vector) for vector in made}) > 1:
            raise HeadgateError(f"The embedding model {self.name} gave {len(made)} vectors for {len(texts)} texts.")
        return made


def embedder_of(settings: Knowledge) -> LiteLLMEmbedder | None:
    """The embedding model that the settings name; None where they name none."""
    return LiteLLMEmbedder(settings.embedding, settings.embedding_base) if settings.embedding else None

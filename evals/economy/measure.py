"""A whole review by scripted models, and what its prompts came to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from agents.model import tokens_of
from evals.economy.scripted import scripted
from graphs.review import run
from headgate.facts.cache import Cache
from headgate.gap import GapKind
from headgate.settings import Models, Settings
from headgate.source.checkout import Checkout

PR_AGENT = 10_025
"""Tokens that PR-Agent is published to send for a pull request of 31 files."""
ONE_MODEL = ("openai/gpt-5.6-terra",)
COUNCIL = ("openai/gpt-5.6-terra", "openai/claude-scripted", "openai/gemini-scripted")
CLAIMS = 2
"""Faults that are claimed in each prompt; jurors read every one of them."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one review sent."""

    change: str
    files: int
    models: int
    rounds: int
    calls: int
    specialists: int
    """Tokens of prompts."""
    jurors: int
    repeated: int
    """Of them, what an earlier prompt of the same model held already, from its beginning on: providers' caches charge a
    part of its price, a tenth to a half."""
    left_out: int
    """Files of which a part was not shown; each is told."""

    @property
    def tokens(self) -> int:
        return self.specialists + self.jurors

    @property
    def ratio(self) -> float:
        """Of what PR-Agent sends for 31 files."""
        return self.tokens / PR_AGENT

    @property
    def ratio_anew(self) -> float:
        """The same without what is only repeated."""
        return (self.tokens - self.repeated) / PR_AGENT


def repeated(prompts: Sequence[dict[str, Any]]) -> int:
    """Tokens of `prompts` that are the whole of an earlier one, to which only something was added."""
    found = 0
    for at, one in enumerate(prompts):
        found += max((tokens_of(earlier) for earlier in prompts[:at] if _goes_on(one, earlier)), default=0)
    return found


def _goes_on(prompt: dict[str, Any], earlier: dict[str, Any]) -> bool:
    same = all(prompt.get(part) == earlier.get(part) for part in ("model", "tools", "response_format"))
    return same and prompt["messages"][: len(earlier["messages"])] == earlier["messages"]


def spent(change: str, made: Callable[[Settings], Checkout], models: tuple[str, ...], rounds: int) -> Spent:
    """Review a change with `models`, each specialist looking things up `rounds` times."""
    with scripted(CLAIMS, rounds) as server, _own_folders():
        named = Models(specialist=models, juror=models, api_base=server.base, budget=100.0)
        checkout = made(Settings(models=named))
        review = run(checkout, models=True, cache=Cache(None))
        again = repeated(server.prompts)
    by_role = {True: 0, False: 0}
    for seat in review.ledger.seats:
        by_role[seat.role.startswith("specialist")] += seat.prompt_tokens
    told = {gap.path for gap in review.gaps if gap.kind is GapKind.TOO_MANY and "context were full" in gap.why}
    files = len(checkout.change.files) if checkout.change else 0
    calls = sum(seat.calls for seat in review.ledger.seats)
    return Spent(change, files, len(models), rounds, calls, by_role[True], by_role[False], again, len(told - {""}))


@contextmanager
def _own_folders() -> Iterator[None]:
    """Runs, answers and knowledge of a measurement lie in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="headgate-economy-") as root:
        own = {f"XDG_{name}_HOME": str(Path(root, name)) for name in ("STATE", "DATA", "CACHE", "CONFIG")}
        with patch.dict(os.environ, own):
            yield

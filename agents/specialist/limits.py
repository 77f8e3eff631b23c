"""How much one specialist may do. Hard: what is left undone by then is a gap."""

from __future__ import annotations

from dataclasses import dataclass

from agents.model import Failure


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one specialist in one review."""

    model_calls: int = 6
    tool_calls: int = 10
    prompt_tokens: int = 24_000
    """Of all its calls together, estimated before each of them."""
    seconds: float = 300.0


class StoppedError(Exception):
    """A specialist has reached a limit before it answered."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.why)
        self.failure = failure

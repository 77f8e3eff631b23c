"""Why a call of a model has no reply, and which of its errors may pass."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LONGEST_WAIT = 20.0
"""Seconds that a provider may ask to wait before it counts as down."""


class Trouble(StrEnum):
    """Why a call has no reply."""

    BUDGET = "budget"
    LIMIT = "reached a limit"
    TIMED_OUT = "timed out"
    REFUSED_FORM = "refused the form of the request"
    REFUSED_KEY = "refused the key"
    DOWN = "is down"


@dataclass(frozen=True, slots=True)
class Failure:
    """A call without a reply."""

    trouble: Trouble
    why: str
    """One clause, without keys."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The provider may answer after a while."""

    seconds: float
    failure: Failure


def sorted_out(error: BaseException, timeout: float) -> Failure | Wait:
    """What an error of LiteLLM means for the review; an error that is none of its is raised again."""
    import openai  # noqa: PLC0415 - LiteLLM's errors are OpenAI's

    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return Failure(Trouble.TIMED_OUT, f"no answer within {timeout:g} s")
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return Failure(Trouble.REFUSED_KEY, "the key was refused")
    if isinstance(error, openai.NotFoundError):
        return Failure(Trouble.REFUSED_KEY, "there is no such model for this key")
    if isinstance(error, openai.RateLimitError):
        return _asked_to_wait(error)
    if isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError):
        return Failure(Trouble.REFUSED_FORM, "the request was refused as malformed or too long")
    if isinstance(error, openai.OpenAIError):
        return Wait(1.0, Failure(Trouble.DOWN, f"{type(error).__name__} from the provider"))
    if isinstance(error, ValueError | KeyError | TypeError | AttributeError | IndexError):
        return Failure(Trouble.DOWN, "its answer could not be read")
    raise error


def _asked_to_wait(error: Any) -> Failure | Wait:
    headers = getattr(error, "litellm_response_headers", None) or {}
    try:
        seconds = float(headers.get("retry-after", 2.0))
    except ValueError:
        seconds = 2.0
    failure = Failure(Trouble.DOWN, f"rate limited, asks to wait {seconds:g} s")
    return Wait(max(seconds, 0.0), failure) if seconds <= LONGEST_WAIT else failure

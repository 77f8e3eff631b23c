"""Middleware that keeps a specialist within its limits, the same way on every run.

Source: LangChain 1.x, "Custom middleware" (`wrap_model_call`, `wrap_tool_call`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from agents.model import Failure, Trouble
from agents.packing import estimate
from agents.specialist.limits import Limits, StoppedError

_NO_MORE = "No more look-ups: the limit of this review is reached. Report now what you are certain of."
_ASKED_BEFORE = "You asked that before; the answer stands above."


class Bounded(AgentMiddleware[Any, Any, Any]):
    """Counts of one conversation. Which calls of a tool are answered is settled when the model asks for them, in the
    order in which it did, since they run at once.
    """

    def __init__(self, limits: Limits, tools: Iterable[str], beside: int) -> None:
        """`beside`: tokens of each prompt that are not messages, such as the schemas of the `tools`."""
        super().__init__()
        self.looked_up: list[str] = []
        self._limits = limits
        self._tools = frozenset(tools)
        self._beside = beside
        self._calls = 0
        self._tokens = 0
        self._deadline = time.monotonic() + limits.seconds
        self._asked: set[str] = set()
        self._refused: dict[str, str] = {}

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """
        Raises:
            StoppedError: a limit is reached.
        """
        prompt = self._beside + sum(_tokens(message) for message in request.messages)
        self._check(prompt)
        self._calls += 1
        self._tokens += prompt
        response = handler(request)
        for message in response.result:
            if isinstance(message, AIMessage):
                self._settle(message.tool_calls, prompt)
        return response

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]) -> Any:
        """The tool's answer, or the sentence that there is none."""
        call = request.tool_call
        refusal = self._refused.get(call["id"] or "")
        if refusal is not None:
            return ToolMessage(content=refusal, tool_call_id=call["id"], name=call["name"])
        return handler(request)

    def _check(self, prompt: int) -> None:
        limits = self._limits
        if self._calls >= limits.model_calls:
            raise _stopped(Trouble.LIMIT, f"stopped after {self._calls} calls without an answer")
        if self._tokens + prompt > limits.prompt_tokens:
            raise _stopped(
                Trouble.LIMIT, f"stopped at its {limits.prompt_tokens:,} tokens of prompts without an answer"
            )
        if time.monotonic() > self._deadline:
            raise _stopped(Trouble.TIMED_OUT, f"stopped after {limits.seconds:g} s without an answer")

    def _settle(self, calls: Sequence[Any], prompt: int) -> None:
        # The look-up is paid twice: in the next prompt, and in that of the report after a refusal.
        closing = self._calls >= self._limits.model_calls - 1 or self._tokens + 2 * prompt > self._limits.prompt_tokens
        for call in (one for one in calls if one["name"] in self._tools):
            key = json.dumps([call["name"], call["args"]], sort_keys=True)
            if key in self._asked:
                self._refused[call["id"]] = _ASKED_BEFORE
            elif closing or len(self.looked_up) >= self._limits.tool_calls:
                self._refused[call["id"]] = _NO_MORE
            else:
                self._asked.add(key)
                self.looked_up.append(call["name"])


def _tokens(message: BaseMessage) -> int:
    calls = json.dumps(message.tool_calls) if isinstance(message, AIMessage) and message.tool_calls else ""
    return estimate(message.text + calls)


def _stopped(trouble: Trouble, why: str) -> StoppedError:
    return StoppedError(Failure(trouble, why))

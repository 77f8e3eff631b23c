"""LangChain's view of our own door: budget, kept answers, waiting and ledger stay where they are.

Source: LangChain 1.x, "How to create a custom chat model class" (`_generate`, `bind_tools`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.base import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, PrivateAttr

from agents.answers import Reply
from agents.model import Door, Failure
from agents.providers import Model

UNREADABLE = "unreadable"
"""The one argument of a call whose arguments were no JSON object; a tool answers it with a sentence."""


class NoReplyError(Exception):
    """A call of the conversation has no reply."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.why)
        self.failure = failure


class DoorModel(BaseChatModel):
    """One model behind the door, as a chat model of LangChain."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    door: Door
    model: Model
    max_tokens: int
    _replies: list[Reply] = PrivateAttr(default_factory=list)

    @property
    def replies(self) -> tuple[Reply, ...]:
        """Every reply so far, for the ledger."""
        return tuple(self._replies)

    @property
    def _llm_type(self) -> str:
        return "headgate-door"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,  # noqa: ARG002 - LangChain gives it
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer `tools`. No call is forced: an answer in plain text is read as well, and some servers refuse it."""
        return self.bind(tools=[_lean(convert_to_openai_tool(tool)) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        """
        Raises:
            NoReplyError: the door gave none.
        """
        request = request_of(messages, kwargs.get("tools") or [], self.max_tokens)
        outcome = self.door.call(self.model, request)
        if isinstance(outcome, Failure):
            raise NoReplyError(outcome)
        self._replies.append(outcome)
        return ChatResult(generations=[ChatGeneration(message=_message(outcome))])


def request_of(messages: Sequence[BaseMessage], tools: list[dict[str, Any]], max_tokens: int) -> dict[str, Any]:
    """The request that the door is given: what stays the same comes first, so that providers' caches hold it."""
    offered = {"tools": tools} if tools else {}
    return {**offered, "messages": [_plain(message) for message in messages], "max_tokens": max_tokens}


def _plain(message: BaseMessage) -> dict[str, Any]:
    text = message.text
    if isinstance(message, SystemMessage):
        return {"role": "system", "content": text}
    if isinstance(message, ToolMessage):
        return {"role": "tool", "tool_call_id": message.tool_call_id, "content": text}
    if not isinstance(message, AIMessage):
        return {"role": "user", "content": text}
    calls = [
        {
            "id": call["id"],
            "type": "function",
            "function": {"name": call["name"], "arguments": json.dumps(call["args"], sort_keys=True)},
        }
        for call in message.tool_calls
    ]
    return {"role": "assistant", "content": text or None, **({"tool_calls": calls} if calls else {})}


def _message(reply: Reply) -> AIMessage:
    calls = [
        {"id": call.id or f"call_{number}", "name": call.name, "args": _arguments(call.arguments), "type": "tool_call"}
        for number, call in enumerate(reply.calls, start=1)
    ]
    return AIMessage(content=reply.text, tool_calls=calls)


def _arguments(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {UNREADABLE: text[:200]}
    return value if isinstance(value, dict) else {UNREADABLE: text[:200]}


def _lean(value: Any) -> Any:
    """A schema without titles, words on what an object is, and defaults that say nothing: each is paid for in every
    prompt, and names of fields say as much.
    """
    if isinstance(value, list):
        return [_lean(one) for one in value]
    if not isinstance(value, dict):
        return value
    is_object = isinstance(value.get("properties"), dict)
    return {
        key: _lean(one)
        for key, one in value.items()
        if not (key == "title" and isinstance(one, str))
        and not (key == "default" and one in ("", 0))
        and not (key == "description" and isinstance(one, str) and is_object)
    }

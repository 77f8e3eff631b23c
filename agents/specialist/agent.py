"""One specialist as an agent of LangChain: a model, its charter, tools that read, and one report at the end.

Source: LangChain 1.x, "Agents" (`create_agent`) and "Structured output" (`ToolStrategy`).
"""

from __future__ import annotations

import contextvars
import json
from dataclasses import dataclass
from typing import Any

from langchain.agents import create_agent
from langchain.agents.structured_output import ToolStrategy
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langsmith import tracing_context
from pydantic import create_model

from agents.answers import Reply
from agents.candidates import Candidates
from agents.chat_model import DoorModel, NoReplyError
from agents.echo import Echo
from agents.model import Door, Failure, Trouble
from agents.packing import estimate
from agents.providers import Model
from agents.specialist.bounded import Bounded
from agents.specialist.limits import Limits, StoppedError
from agents.structured import plea, read
from agents.tools.langchain import langchain_tools
from agents.tools.toolbox import Toolbox

MAX_TOKENS = 4_000
"""Of one answer."""
_MENDED = 4_000
"""Characters of an answer without shape that are shown to the model again."""
Report = create_model("report", __base__=Candidates, __doc__="All that you claim; call it once, at the end.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a conversation."""

    value: Candidates | None
    failure: Failure | None
    replies: tuple[Reply, ...]
    looked_up: tuple[str, ...]


def converse(door: Door, model: Model, system: str, question: str, box: Toolbox, limits: Limits) -> Outcome:
    """Let `model` look things up and report, within limits; no trace of it goes anywhere but into our own ledger."""
    chat = DoorModel(door=door, model=model, max_tokens=MAX_TOKENS)
    tools = langchain_tools(box)
    bounded = Bounded(limits, [tool.name for tool in tools], estimate(system) + _weight(tools))
    mend = _Mend()
    agent = create_agent(
        chat,
        tools,
        system_prompt=system,
        middleware=[bounded],
        response_format=ToolStrategy(Report, handle_errors=mend, tool_message_content="Taken down."),
        checkpointer=False,
        name="specialist",
    )

    def work() -> dict[str, Any]:
        with tracing_context(enabled=False):
            return dict(agent.invoke({"messages": [HumanMessage(question)]}))

    value, failure = None, None
    try:
        # The machine of the review has a context of its own, with checkpoints that hold JSON alone.
        state = contextvars.Context().run(work)
        value, failure = _read(chat, state, [SystemMessage(system)], tools)
        value = _in_own_words(value, state["messages"])
    except (NoReplyError, StoppedError) as error:
        failure = error.failure
    return Outcome(value, failure, chat.replies, tuple(bounded.looked_up))


def _read(
    chat: DoorModel, state: dict[str, Any], system: list[BaseMessage], tools: list[BaseTool]
) -> tuple[Candidates | None, Failure | None]:
    """The report; where the model answered in words instead, what they hold, asked for once more at most."""
    reported = state.get("structured_response")
    if isinstance(reported, Candidates):
        return reported, None
    said = _last_words(state["messages"])
    value, complaint = read(said, Candidates)
    if value is not None:
        return value, None
    asked = HumanMessage(plea(Candidates, complaint))
    # What it said is paid for again as a part of the prompt: so much of it is enough to be mended.
    before = [*state["messages"][:-1], AIMessage(said[:_MENDED] or "{}")]
    reply = chat.bind_tools([*tools, Report]).invoke([*system, *before, asked])
    text = json.dumps(reply.tool_calls[0]["args"]) if reply.tool_calls else reply.text
    value, complaint = read(text, Candidates)
    failure = None if value is not None else Failure(Trouble.DOWN, f"its answer had no readable shape: {complaint}")
    return value, failure


def _in_own_words(value: Candidates | None, messages: list[BaseMessage]) -> Candidates | None:
    """What only repeats an answer of a tool is said as a quotation: whoever wrote that answer is not the reviewer."""
    echo = Echo(message.text for message in messages if isinstance(message, ToolMessage))
    if value is None:
        return None
    claims = [one.model_copy(update={"message": echo.quoted(one.message)}) for one in value.candidates]
    told = [one.model_copy(update={"text": echo.quoted(one.text)}) for one in value.explanations]
    return value.model_copy(update={"candidates": claims, "explanations": told})


def _last_words(messages: list[BaseMessage]) -> str:
    return next((message.text for message in reversed(messages) if isinstance(message, AIMessage)), "")


def _weight(tools: list[BaseTool]) -> int:
    offered = [convert_to_openai_tool(tool) for tool in tools]
    return estimate(json.dumps([*offered, convert_to_openai_tool(Report)]))


class _Mend:
    """What a report of the wrong shape is told: once; the second one ends the conversation."""

    def __init__(self) -> None:
        self._told = False

    def __call__(self, error: Exception) -> str:
        """
        Raises:
            StoppedError: it is the second one.
        """
        why = " ".join(str(error).split())[:300]
        if self._told:
            raise StoppedError(Failure(Trouble.DOWN, f"its report had no readable shape: {why}"))
        self._told = True
        return f"That report cannot be read ({why}). Call report once more, in the form of its schema."

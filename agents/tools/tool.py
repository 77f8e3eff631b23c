"""What a tool is: a name, what it answers, the shape of its question, and a function that only reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from agents.quoting import fenced
from agents.tools.workspace import CannotAnswerError, Workspace
from headgate.errors import HeadgateError
from headgate.secrets import mask

HERE = "this repository"
"""Source of a tool that reads what is reviewed."""
MOST_CHARACTERS = 6_000
"""Of one answer; about 1,700 tokens."""
_LONGEST_LINE = 400


class Question(BaseModel):
    """The arguments of a tool."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Tool:
    """One tool. `answer` is pure: the same question of the same workspace has the same answer, to the byte."""

    name: str
    description: str
    """What it answers, for the model: one line."""
    question: type[Question]
    answer: Callable[[Any, Workspace], str]
    """Raises `CannotAnswerError` or `HeadgateError`, whose sentence the model is given."""
    source: str = HERE
    """Where the answers come from; told with each of them: `this repository`, `mcp:context7`."""

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the question, as short as it can be: it is part of every prompt."""
        made = self.question.model_json_schema()
        shared = made.pop("$defs", {})
        lean: dict[str, Any] = _lean(made, shared)
        return {key: one for key, one in lean.items() if key not in ("additionalProperties", "description")}


def ask(tool: Tool, workspace: Workspace, arguments: dict[str, Any]) -> str:
    """What `tool` answers, as quoted data: masked, bounded, fenced, its source named; of a bad question, why it is."""
    try:
        question = tool.question.model_validate({key: _whole(value) for key, value in arguments.items()})
    except ValidationError as error:
        return _refused(tool, _first(error))
    try:
        text = tool.answer(question, workspace)
    except CannotAnswerError as error:
        return _refused(tool, str(error))
    except HeadgateError as error:
        return _refused(tool, " ".join(str(error).split()))
    return fenced(f"{tool.name} of {tool.source}", bounded(mask(text)))


def _whole(value: Any) -> Any:
    """Text without halves of characters, which JSON can write and nothing else can."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def bounded(text: str, most: int = MOST_CHARACTERS) -> str:
    """`text` cut at a line's end, long lines cut as well, and what was cut told."""
    lines = [line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]} [cut]" for line in text.split("\n")]
    kept: list[str] = []
    left = most
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            kept.append(f"[cut: {len(lines) - len(kept)} more lines; ask for less]")
            break
        kept.append(line)
    return "\n".join(kept)


def _refused(tool: Tool, why: str) -> str:
    return fenced(f"{tool.name} could not answer", mask(why)[:400])


def _first(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"The argument `{where[:60]}` is wrong: {first['msg']}."


def _lean(value: Any, shared: dict[str, Any]) -> Any:
    """A schema without titles, defaults that say nothing, and references: what they refer to stands in their place."""
    if isinstance(value, list):
        return [_lean(one, shared) for one in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        meant = shared[str(value["$ref"]).rsplit("/", 1)[-1]]
        value = {key: one for key, one in meant.items() if key != "description"} | value
        value.pop("$ref")
    return {
        key: _lean(one, shared)
        for key, one in value.items()
        if not (key == "title" and isinstance(one, str)) and not (key == "default" and one in ("", 0, False))
    }

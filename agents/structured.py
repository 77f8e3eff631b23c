"""Answers of a stated shape: by JSON schema, else by tool call, else read tolerantly, mended once at most."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from agents.answers import Reply
from agents.model import Door, Failure, Trouble
from agents.providers import Model
from headgate.gap import Gap, GapKind
from headgate.review import Seat

Shape = TypeVar("Shape", bound=BaseModel)
Messages = list[dict[str, Any]]
_LONGEST_ANSWER = 200_000
"""Characters; more is not read."""


@dataclass(frozen=True, slots=True)
class Question(Generic[Shape]):
    """What is asked, of whom, in which shape."""

    role: str
    """As in `Seat.role`: `specialist:schema`, `juror`."""
    system: str
    parts: tuple[str, ...]
    """The user's message, the parts that stay the same between questions first."""
    shape: type[Shape]
    max_tokens: int = 4_000

    @property
    def messages(self) -> Messages:
        return [{"role": "system", "content": self.system}, {"role": "user", "content": "\n\n".join(self.parts)}]


@dataclass(frozen=True, slots=True)
class Asked(Generic[Shape]):
    """What came of a question. Not to have answered is an outcome, never an exception."""

    value: Shape | None
    model: Model | None
    """Who answered."""
    seats: tuple[Seat, ...]
    gaps: tuple[Gap, ...]


def ask(door: Door, models: Sequence[Model], question: Question[Shape]) -> Asked[Shape]:
    """The answer of the first of `models` that gives one; the next is asked when one does not."""
    seats: list[Seat] = []
    gaps: list[Gap] = []
    for model in models:
        value, replies, failure = _ask_one(door, model, question)
        why = () if failure is None else (failure.why,)
        seats.append(seat_of(question.role, model, replies, why))
        if value is not None:
            return Asked(value, model, tuple(seats), tuple(gaps))
        gaps.append(gap_of(question.role, model, failure))
        if failure is not None and failure.trouble is Trouble.BUDGET:
            break
    return Asked(None, None, tuple(seats), tuple(gaps))


def _ask_one(door: Door, model: Model, question: Question[Shape]) -> tuple[Shape | None, list[Reply], Failure | None]:
    replies: list[Reply] = []
    outcome: Reply | Failure = Failure(Trouble.REFUSED_FORM, "no form of the request was taken")
    form: dict[str, Any] = {}
    for form in _forms(door.takes_schema(model), question):
        outcome = door.call(model, {"max_tokens": question.max_tokens, **form})
        if not isinstance(outcome, Failure) or outcome.trouble is not Trouble.REFUSED_FORM:
            break
    if isinstance(outcome, Failure):
        return None, replies, outcome
    replies.append(outcome)
    value, complaint = read(outcome.said, question.shape)
    if value is not None:
        return value, replies, None
    mended = door.call(
        model,
        {"max_tokens": question.max_tokens, **form, "messages": _repair(form, question, outcome.said, complaint)},
    )
    if isinstance(mended, Failure):
        return None, replies, mended
    replies.append(mended)
    value, complaint = read(mended.said, question.shape)
    return (
        value,
        replies,
        None if value is not None else Failure(Trouble.DOWN, f"its answer had no readable shape: {complaint}"),
    )


def _forms(takes_schema: bool | None, question: Question[Any]) -> Iterator[dict[str, Any]]:
    schema = question.shape.model_json_schema()
    name = question.shape.__name__.lower()
    asked = {"messages": question.messages}
    if takes_schema is not False:
        yield asked | {"response_format": {"type": "json_schema", "json_schema": {"name": name, "schema": schema}}}
    yield asked | {
        "tools": [{"type": "function", "function": {"name": name, "parameters": schema}}],
        "tool_choice": {"type": "function", "function": {"name": name}},
    }
    plain = f"Answer with one JSON object of this schema and nothing else:\n{json.dumps(schema)}"
    yield {"messages": [*question.messages, {"role": "user", "content": plain}]}


def read(text: str, shape: type[Shape]) -> tuple[Shape | None, str]:
    """`text` as `shape`, or None and what is wrong with it. Fences and talk around the JSON are passed over."""
    complaint = "it holds no JSON object"
    for candidate in _objects(text[:_LONGEST_ANSWER]):
        try:
            return shape.model_validate(candidate), ""
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            complaint = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return None, complaint


def _objects(text: str) -> Iterator[Any]:
    """The JSON objects that stand in `text`, outermost ones in order; a bounded number of starts is tried."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    for _ in range(50):
        if start < 0:
            return
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            start = text.find("{", start + 1)
            continue
        yield value
        start = text.find("{", end)


def _repair(form: dict[str, Any], question: Question[Any], said: str, complaint: str) -> Messages:
    return [
        *form["messages"],
        {"role": "assistant", "content": said[:4_000] or "{}"},
        {"role": "user", "content": plea(question.shape, complaint)},
    ]


def plea(shape: type[BaseModel], complaint: str) -> str:
    """What a model is told whose answer could not be read."""
    schema = json.dumps(shape.model_json_schema())
    return f"That cannot be read ({complaint}). Answer with one JSON object of this schema and nothing else:\n{schema}"


def seat_of(role: str, model: Model, replies: Sequence[Reply], failures: tuple[str, ...]) -> Seat:
    """What `model` did in a role, for the ledger."""
    costs = [reply.cost for reply in replies]
    return Seat(
        role,
        model.name,
        calls=len(replies),
        prompt_tokens=sum(reply.prompt_tokens for reply in replies),
        completion_tokens=sum(reply.completion_tokens for reply in replies),
        cost=None if None in costs else sum(cost or 0.0 for cost in costs),
        seconds=round(sum(reply.seconds for reply in replies), 3),
        failures=failures,
    )


def gap_of(role: str, model: Model, failure: Failure | None) -> Gap:
    """That `model` did not answer, and why."""
    why = failure.why if failure else "did not answer"
    kind = GapKind.BUDGET if failure and failure.trouble is Trouble.BUDGET else GapKind.NO_ANSWER
    return Gap("models", f"{role} {model.name}", why, kind)

"""The question, put to each model at once and apart."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from agents.charters import charter
from agents.consult.check import check
from agents.consult.facts import Packed
from agents.consult.opinion import Opinion, Position
from agents.echo import Echo
from agents.gate import plain
from agents.model import Door
from agents.providers import Model
from agents.quoting import fenced
from agents.structured import Asked, Question, ask
from headgate.gap import Gap
from headgate.review import Seat
from headgate.review_change import Analysis
from headgate.secrets import mask

_MOST_TOKENS = 2_000
"""Of one answer."""
_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Consultation:
    """A question, the facts that went with it, and what was answered."""

    question: str
    facts: Packed
    opinions: tuple[Opinion, ...] = ()
    """In the order of the models."""
    seats: tuple[Seat, ...] = ()
    gaps: tuple[Gap, ...] = ()


def consult(door: Door, models: Sequence[Model], question: str, packed: Packed, analysis: Analysis) -> Consultation:
    """Every model's own answer; one that does not answer is a gap."""
    asked_for = Question(
        "consult",
        charter("consult"),
        (fenced("facts", packed.text), f"The question:\n{fenced('question', mask(question))}"),
        Position,
        _MOST_TOKENS,
    )
    with ThreadPoolExecutor(min(len(models), _AT_ONCE)) as pool:
        answers = list(pool.map(lambda model: ask(door, (model,), asked_for), models))
    echo = Echo((packed.text, question))
    opinions = [
        _in_own_words(_opinion(model, asked.value, asked, packed, analysis), echo)
        for model, asked in zip(models, answers, strict=True)
        if asked.value is not None
    ]
    seats = tuple(seat for asked in answers for seat in asked.seats)
    return Consultation(question, packed, tuple(opinions), seats, tuple(gap for asked in answers for gap in asked.gaps))


def _opinion(model: Model, said: Position, asked: Asked[Position], packed: Packed, analysis: Analysis) -> Opinion:
    costs = [seat.cost for seat in asked.seats]
    return Opinion(
        model.name,
        _line(said.choice),
        _line(said.position),
        _lines(said.reasons),
        _lines(said.risks),
        _lines(said.needs_to_know),
        tuple(check(cited, packed, analysis) for cited in said.facts),
        sum(seat.prompt_tokens + seat.completion_tokens for seat in asked.seats),
        None if None in costs else sum(cost or 0.0 for cost in costs),
        round(sum(seat.seconds for seat in asked.seats), 3),
    )


def _in_own_words(opinion: Opinion, echo: Echo) -> Opinion:
    """`opinion` with what only repeats the repository, or what the person had pasted, as a quotation."""
    return replace(
        opinion,
        choice=echo.quoted(opinion.choice),
        position=echo.quoted(opinion.position),
        reasons=tuple(map(echo.quoted, opinion.reasons)),
        risks=tuple(map(echo.quoted, opinion.risks)),
        needs_to_know=tuple(map(echo.quoted, opinion.needs_to_know)),
    )


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(_line, texts)))


def _line(text: str) -> str:
    return " ".join(plain(text).split())

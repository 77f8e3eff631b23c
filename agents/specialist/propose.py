"""Asking one specialist: by conversation with tools, or by one question where its model calls none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agents.candidates import MOST_CANDIDATES, Candidate, Candidates
from agents.context import gather_context
from agents.model import Door, Trouble
from agents.providers import Model
from agents.specialist.dealing import dealt
from agents.specialist.limits import Limits
from agents.specialist.prompt import Prompt, prompt_of
from agents.specialist.proposals import Proposals
from agents.specialist.seating import Seating
from agents.structured import Question, ask, gap_of, seat_of
from agents.tools.toolbox import Toolbox, toolbox
from agents.tools.workspace import Workspace
from headgate.gap import Gap, GapKind
from headgate.review import Seat
from headgate.review_change import Analysis
from headgate.source.checkout import Checkout

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


def propose(
    door: Door,
    seating: Seating,
    analysis: Analysis,
    checkout: Checkout | None = None,
    outside: tuple[BaseTool, ...] = (),
) -> Proposals:
    """What those who sit together claim of their files; `outside` are tools of other sources."""
    role = f"specialist:{seating.name}"
    context = gather_context(analysis, seating.paths, seating.tokens, role, seating.around)
    if not context.text:
        return Proposals(seating.name, "", (), (), context.left_out)
    prompt = prompt_of(seating.specialists, context)
    box = toolbox(Workspace(analysis, checkout), seating.specialists, outside=outside)
    limits = Limits(seconds=4 * door.timeout)
    seats: list[Seat] = []
    gaps: list[Gap] = []
    for model in dealt(door.bench, seating.specialists[0]):
        told = _ask(door, model, role, prompt, box, limits)
        seats += told.seats
        gaps += told.gaps
        if told.family:
            return replace(told, specialist=seating.name, seats=tuple(seats), gaps=(*gaps, *context.left_out))
        if any(gap.kind is GapKind.BUDGET for gap in told.gaps):
            break
    return Proposals(seating.name, "", (), tuple(seats), (*gaps, *context.left_out))


def _ask(door: Door, model: Model, role: str, prompt: Prompt, box: Toolbox, limits: Limits) -> Proposals:
    if door.takes_tools(model) is False:
        return _once(door, model, role, prompt, "it calls no tools")
    from agents.specialist.agent import converse  # noqa: PLC0415 - LangChain costs two seconds to import

    outcome = converse(door, model, prompt.system, prompt.question, box, limits)
    failure = outcome.failure
    if failure is not None and failure.trouble is Trouble.REFUSED_FORM:
        once = _once(door, model, role, prompt, "it refused a conversation with tools")
        return _with_seat(once, seat_of(role, model, outcome.replies, ()))
    seat = seat_of(role, model, outcome.replies, () if failure is None else (failure.why,))
    if outcome.value is None:
        return Proposals(role, "", (), (seat,), (gap_of(role, model, failure),), looked_up=outcome.looked_up)
    made = Proposals(role, model.family, _kept(outcome.value), (seat,), (), looked_up=outcome.looked_up)
    return replace(made, explanations=tuple(outcome.value.explanations))


def _once(door: Door, model: Model, role: str, prompt: Prompt, why: str) -> Proposals:
    """One question without tools; told, since what the packed context lacks could not be looked up."""
    question = Question(role, prompt.system, (prompt.question,), Candidates)
    asked = ask(door, (model,), question)
    told = Gap(
        "models", f"look-ups of {role} {model.name}", f"{why}: it saw the packed context alone", GapKind.UNAVAILABLE
    )
    if asked.value is None:
        return Proposals(role, "", (), asked.seats, asked.gaps)
    return Proposals(role, model.family, _kept(asked.value), asked.seats, (told, *asked.gaps))


def _with_seat(made: Proposals, seat: Seat) -> Proposals:
    seats = (seat, *made.seats) if seat.calls else made.seats
    return Proposals(made.specialist, made.family, made.candidates, seats, made.gaps)


def _kept(value: Candidates) -> tuple[Candidate, ...]:
    return tuple(value.candidates[:MOST_CANDIDATES])

"""Report: everything that a report shows, in one review."""

from __future__ import annotations

from dataclasses import replace

from langgraph.runtime import Runtime

from agents.juror import Judged
from agents.seats import add_up
from agents.specialist import Proposals
from graphs.desk import Desk
from graphs.own_words import in_own_words
from graphs.state import ReviewState
from headgate.gap import Gap, GapKind
from headgate.review import Ledger, Review, Seat


def report(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """Put the ledger, the models' gaps and the line on who sat into the review."""
    desk = runtime.context
    review = desk.folder.get(state["remedied"], Review)
    proposals = sorted(
        (desk.folder.get(reference, Proposals) for reference in state.get("proposals", [])), key=lambda p: p.specialist
    )
    judged = [desk.folder.get(reference, Judged) for reference in state.get("judged", [])]
    parts: list[Proposals | Judged] = [*proposals, *judged]
    seats = add_up(sorted((seat for part in parts for seat in part.seats), key=_specialists_first))
    told = dict.fromkeys(gap for part in parts for gap in part.gaps)
    final = replace(
        review,
        gaps=(*review.gaps, *told, *_not_kept(desk)),
        ledger=Ledger(seats, desk.checkout.settings.models.budget if desk.door else None),
        models=who_sat(desk, seats),
    )
    return {"final": desk.folder.put(in_own_words(final, desk))}


def _not_kept(desk: Desk) -> tuple[Gap, ...]:
    """What is paid for again when this run is resumed or repeated."""
    trouble = desk.door.trouble if desk.door is not None else ""
    return (Gap("models", "kept answers", trouble, GapKind.UNAVAILABLE),) if trouble else ()


def _specialists_first(seat: Seat) -> tuple[bool, str, str]:
    return not seat.role.startswith("specialist"), seat.role, seat.model


def who_sat(desk: Desk, seats: tuple[Seat, ...]) -> str:
    """One line on which models spoke, or why none did."""
    if not desk.asked_for_models:
        return "Models were not asked for: this is the analyzers' review."
    if desk.door is None:
        return "No model is configured: this is the analyzers' review."
    spoke = [seat for seat in seats if seat.calls]
    if not spoke:
        why = "; ".join(dict.fromkeys(f"{seat.model}: {failure}" for seat in seats for failure in seat.failures))
        if not why:
            return "No specialist was needed: this is the analyzers' review."
        return f"No model answered ({why}): this is the analyzers' review."
    specialists = sorted({seat.role.split(":", 1)[1] for seat in spoke if seat.role.startswith("specialist:")})
    proposers = dict.fromkeys(seat.model for seat in spoke if seat.role.startswith("specialist:"))
    jurors = dict.fromkeys(seat.model for seat in spoke if seat.role == "juror")
    council = f"judged by {', '.join(jurors)} (weights not calibrated)" if jurors else _without_jurors(seats)
    return f"{', '.join(specialists) or 'no specialist'} by {', '.join(proposers) or 'no model'}; {council}."


def _without_jurors(seats: tuple[Seat, ...]) -> str:
    return "no juror answered" if any(seat.role == "juror" for seat in seats) else "no claim came before jurors"

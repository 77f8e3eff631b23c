"""Report: everything that a report shows, in one review."""

from __future__ import annotations

from dataclasses import replace

from langgraph.runtime import Runtime

from agents.jury import Judged
from agents.seats import add_up
from agents.shares import shares_of
from agents.specialist import Proposals
from graphs.desk import Desk
from graphs.own_words import in_own_words
from graphs.state import Docket, ReviewState
from headgate.review import Affected, Ledger, Review, Seat


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
    docket = desk.folder.get(state["docket"], Docket)
    final = replace(
        review,
        impact=_explained(review.impact, dict(docket.explanations)),
        gaps=(*review.gaps, *told),
        ledger=Ledger(
            seats,
            desk.checkout.settings.models.budget if desk.door else None,
            shares_of(proposals, docket.passed, review.verdicts),
        ),
        models=who_sat(desk, seats, calibrated=any(one.calibrated for one in review.decisions)),
    )
    return {"final": desk.folder.put(in_own_words(final, desk))}


def _explained(impact: tuple[Affected, ...], explanations: dict[str, str]) -> tuple[Affected, ...]:
    """The impact with what specialists say of it."""
    return tuple(
        replace(one, explanation=explanations[one.name]) if one.name in explanations else one for one in impact
    )


def _specialists_first(seat: Seat) -> tuple[bool, str, str]:
    return not seat.role.startswith("specialist"), seat.role, seat.model


def who_sat(desk: Desk, seats: tuple[Seat, ...], *, calibrated: bool) -> str:
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
    roles = [seat.role.split(":", 1)[1] for seat in spoke if seat.role.startswith("specialist:")]
    specialists = sorted({name for role in roles for name in role.split("+")})
    proposers = dict.fromkeys(seat.model for seat in spoke if seat.role.startswith("specialist:"))
    jurors = dict.fromkeys(seat.model for seat in spoke if seat.role in ("juror", "arbiter"))
    worth = "weights calibrated" if calibrated else "weights not calibrated"
    council = f"judged by {', '.join(jurors)} ({worth})" if jurors else _without_jurors(seats)
    return f"{', '.join(specialists) or 'no specialist'} by {', '.join(proposers) or 'no model'}; {council}."


def _without_jurors(seats: tuple[Seat, ...]) -> str:
    return "no juror answered" if any(seat.role == "juror" for seat in seats) else "no claim came before jurors"

"""Council: claims are grouped, each group comes before a jury of its own, all at once; the decisions are carried out.

A jury asks one juror after the other, as the answers demand. It keeps nothing between its questions but the answers
themselves (`agents.answers`), so one that was killed begins anew and pays only for the call that was in flight.
"""

from __future__ import annotations

from dataclasses import replace

from langgraph.runtime import Runtime
from langgraph.types import Send

from agents.charges import Charge, merged
from agents.judgement import MOST_CLAIMS
from agents.jury import Judged, deliberate
from agents.measured import measured
from agents.tally import tally
from graphs.desk import Desk
from graphs.state import Cases, Docket, ReviewState, Summons
from headgate.finding import Finding, Level, Proof, State
from headgate.review import Review
from headgate.review_change import in_order

_MOST_KNOWN_FORMS = 6
"""Of the analyzers' matched findings, so many are put to the council."""


def call_council(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """Merge the claims, add the analyzers' matched findings, and say which jury judges what."""
    desk = runtime.context
    docket = desk.folder.get(state["docket"], Docket)
    claims = merged(docket.passed)
    if desk.door is None:
        return {"cases": desk.folder.put(Cases(claims)), "summons": []}
    families = next((claim.families for claim in claims if claim.families), (desk.door.bench.specialists[0].family,))
    known = tuple(Charge(one, families) for one in _known_forms(desk.folder.get(state["review"], Review)))
    measures, gaps = measured()
    # Kept with the claims: a run that is resumed weighs its jurors as it did when it began.
    reference = desk.folder.put(Cases((*claims, *known), measures, gaps))
    return {"cases": reference, "summons": _summons((*claims, *known), reference)}


def _known_forms(review: Review) -> list[Finding]:
    """Findings that a juror may hold to be harmless: code of a known bad form, brought in by the change."""
    return [
        finding
        for finding in review.findings
        if finding.proof is Proof.MATCHED and finding.level is not Level.NOTE and finding.state is State.INTRODUCED
    ][:_MOST_KNOWN_FORMS]


def _summons(claims: tuple[Charge, ...], reference: str) -> list[Summons]:
    """Claims that the same jurors may judge go together, those of one file side by side."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for place in sorted(range(len(claims)), key=lambda at: (claims[at].finding.location.path, at)):
        groups.setdefault(claims[place].families, []).append(place)
    return [
        {"cases": reference, "claims": places[start : start + MOST_CLAIMS]}
        for _, places in sorted(groups.items())
        for start in range(0, len(places), MOST_CLAIMS)
    ]


def to_juries(state: ReviewState) -> list[Send] | str:
    """One message for each jury; straight to the tally where there is none."""
    return [Send("jury", summons) for summons in state["summons"]] or "tally"


def jury(state: Summons, runtime: Runtime[Desk]) -> ReviewState:
    """Let one jury judge."""
    desk = runtime.context
    if desk.door is None:
        return {"judged": []}
    cases = desk.folder.get(state["cases"], Cases)
    claims = [cases.claims[place] for place in state["claims"]]
    return {"judged": [desk.folder.put(deliberate(desk.door, claims, cases.measures, desk.analysis))]}


def add_up_verdicts(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """The analyzers' review with what holds of the claims."""
    desk = runtime.context
    review = desk.folder.get(state["review"], Review)
    docket = desk.folder.get(state["docket"], Docket)
    cases = desk.folder.get(state["cases"], Cases)
    judged = [desk.folder.get(reference, Judged) for reference in state.get("judged", [])]
    verdicts = tuple(
        sorted(
            (one for some in judged for one in some.verdicts), key=lambda one: (one.fingerprint, one.arbiter, one.juror)
        )
    )
    decisions = tuple(sorted((one for some in judged for one in some.decisions), key=lambda one: one.fingerprint))
    argued = tuple(claim.finding for claim in cases.claims if claim.finding.proof is Proof.ARGUED)
    outcome = tally((*review.findings, *argued), decisions, verdicts)
    whole = replace(
        review,
        findings=in_order(outcome.findings),
        verdicts=verdicts,
        decisions=decisions,
        gaps=(*review.gaps, *docket.gaps, *cases.gaps, *outcome.gaps),
    )
    return {"tallied": desk.folder.put(whole)}

"""Council: jurors of other families are called, judge at once and apart, and are added up."""

from __future__ import annotations

from dataclasses import replace

from langgraph.runtime import Runtime
from langgraph.types import Send

from agents.candidates import MOST_CLAIMS
from agents.gate import Passed
from agents.juror import Judged, judge
from agents.model import Door
from agents.tally import tally
from graphs.desk import Desk
from graphs.state import Docket, ReviewState, Summons
from headgate.finding import Finding, Level, Proof, State
from headgate.review import Review
from headgate.review_change import in_order

_MOST_KNOWN_FORMS = 6
"""Of the analyzers' matched findings, so many are put to the council."""


def call_council(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """Add the analyzers' matched findings to the docket and say who judges what."""
    desk = runtime.context
    docket = desk.folder.get(state["docket"], Docket)
    if desk.door is None:
        return {"summons": []}
    family = next((one.family for one in docket.passed if one.family), desk.door.bench.specialists[0].family)
    known = tuple(Passed(finding, family) for finding in _known_forms(desk.folder.get(state["review"], Review)))
    whole = replace(docket, passed=(*docket.passed, *known))
    reference = desk.folder.put(whole)
    return {"docket": reference, "summons": _summons(desk.door, whole, reference)}


def _known_forms(review: Review) -> list[Finding]:
    """Findings that a juror may hold to be harmless: code of a known bad form, brought in by the change."""
    return [
        finding
        for finding in review.findings
        if finding.proof is Proof.MATCHED and finding.level is not Level.NOTE and finding.state is State.INTRODUCED
    ][:_MOST_KNOWN_FORMS]


def _summons(door: Door, docket: Docket, reference: str) -> list[Summons]:
    claims: dict[str, list[int]] = {}
    for place, one in enumerate(docket.passed):
        for juror in door.bench.jurors_for(one.family):
            claims.setdefault(juror.name, []).append(place)
    return [
        {"juror": juror, "docket": reference, "claims": places[start : start + MOST_CLAIMS]}
        for juror, places in claims.items()
        for start in range(0, len(places), MOST_CLAIMS)
    ]


def to_jurors(state: ReviewState) -> list[Send] | str:
    """One message for each summons; straight to the tally where there is none."""
    return [Send("juror", summons) for summons in state["summons"]] or "tally"


def juror(state: Summons, runtime: Runtime[Desk]) -> ReviewState:
    """Let one juror judge."""
    desk = runtime.context
    if desk.door is None:
        return {"judged": []}
    model = next((one for one in desk.door.bench.models if one.name == state["juror"]), None)
    if model is None:
        return {"judged": []}
    passed = desk.folder.get(state["docket"], Docket).passed
    findings = [passed[place].finding for place in state["claims"]]
    return {"judged": [desk.folder.put(judge(desk.door, model, findings, desk.analysis.head.project.snapshot))]}


def add_up_verdicts(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """The analyzers' review with what holds of the claims."""
    desk = runtime.context
    review = desk.folder.get(state["review"], Review)
    docket = desk.folder.get(state["docket"], Docket)
    judged = [desk.folder.get(reference, Judged) for reference in state.get("judged", [])]
    verdicts = tuple(
        sorted((one for some in judged for one in some.verdicts), key=lambda one: (one.fingerprint, one.juror))
    )
    argued = tuple(one.finding for one in docket.passed if one.finding.proof is Proof.ARGUED)
    outcome = tally((*review.findings, *argued), verdicts)
    whole = replace(
        review,
        findings=in_order(outcome.findings),
        verdicts=verdicts,
        gaps=(*review.gaps, *docket.gaps, *outcome.gaps),
    )
    return {"tallied": desk.folder.put(whole)}

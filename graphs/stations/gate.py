"""Gate: a machine reads every claim's evidence again."""

from __future__ import annotations

from dataclasses import replace

from langgraph.runtime import Runtime

from agents.explained import explained
from agents.gate import Passed, check, claimant
from agents.specialist import Proposals
from graphs.desk import Desk
from graphs.state import Docket, ReviewState
from headgate.gap import Gap
from headgate.review import Review


def gate(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """Let through what is there; the same claim of two specialists once."""
    desk = runtime.context
    analysis = desk.with_review(desk.folder.get(state["review"], Review))
    passed: dict[tuple[str, int, str], Passed] = {}
    gaps: list[Gap] = []
    explanations: dict[str, str] = {}
    for proposals in sorted(
        (desk.folder.get(reference, Proposals) for reference in state.get("proposals", [])), key=lambda p: p.specialist
    ):
        for claim in proposals.candidates:
            outcome = check(claimant(proposals.specialist, claim), proposals.family, claim, analysis, desk.checkout)
            if isinstance(outcome, Gap):
                gaps.append(outcome)
                continue
            gaps += outcome.gaps
            outcome = replace(outcome, prompt=proposals.specialist)
            at = outcome.finding.location
            passed.setdefault((at.path, at.start_line, outcome.finding.rule.rsplit("/", 1)[-1]), outcome)
        for one in proposals.explanations:
            told = explained(proposals.specialist, one, analysis)
            if isinstance(told, Gap):
                gaps.append(told)
            else:
                explanations.setdefault(*told)
    docket = Docket(tuple(passed.values()), tuple(gaps), tuple(explanations.items()))
    return {"docket": desk.folder.put(docket)}

"""Gate: a machine reads every claim's evidence again."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agents.gate import Passed, check
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
    for proposals in sorted(
        (desk.folder.get(reference, Proposals) for reference in state.get("proposals", [])), key=lambda p: p.specialist
    ):
        for claim in proposals.candidates:
            outcome = check(proposals.specialist, proposals.family, claim, analysis, desk.checkout)
            if isinstance(outcome, Gap):
                gaps.append(outcome)
                continue
            gaps += outcome.gaps
            at = outcome.finding.location
            passed.setdefault((at.path, at.start_line, outcome.finding.rule.rsplit("/", 1)[-1]), outcome)
    return {"docket": desk.folder.put(Docket(tuple(passed.values()), tuple(gaps)))}

"""Who decides when jurors disagree: one more model, with both reasons and one more fact before it."""

from __future__ import annotations

from collections.abc import Sequence

from agents.charters import charter
from agents.judgement import Judgements
from agents.juror import Answered, put, read, shown
from agents.model import Door
from agents.providers import Model
from agents.quoting import fenced
from agents.structured import Question, ask
from headgate.finding import Finding
from headgate.secrets import mask
from headgate.source.snapshot import Snapshot
from headgate.verdict import Stands, Verdict


def arbitrate(
    door: Door, model: Model, finding: Finding, said: Sequence[Verdict], fact: str, snapshot: Snapshot
) -> Answered:
    """What `model` decides. It sees the best reason for and against, not who gave them or how many did."""
    parts = [f"# Claim 1\n{put(finding, negated=False)}\n{shown(finding, snapshot)}"]
    for label, stands in (("reason for", Stands.YES), ("reason against", Stands.NO)):
        reasons = [_reason(verdict) for verdict in said if verdict.stands is stands]
        parts.append(fenced(label, mask(max(reasons, key=len)) if reasons else "none was given"))
    parts.append(fenced("fact looked up", fact or "nothing more could be looked up"))
    question = Question("arbiter", charter("arbiter"), ("\n\n".join(parts), "Decide the claim."), Judgements, 1_500)
    return read(ask(door, (model,), question), model, (finding,), snapshot, arbiter=True)


def _reason(verdict: Verdict) -> str:
    return " ".join(filter(None, (verdict.reason, verdict.scenario)))

"""What the rules over runs find in a run, ranked by what it cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from headgate.finding import Level
from headgate.rules.runs.registry import RunRule, Seen, run_rules
from headgate.rules.runs.subject import Measured

_WORTH_A_WARNING = 0.05
"""A fault that takes part in less of the run than this is a note."""
_WORTH_AN_ERROR = 0.5
_ERROR_FROM_MS = 30 * 60_000


@dataclass(frozen=True, slots=True)
class RunFinding:
    """A fault that was measured."""

    rule: str
    level: Level
    seen: Seen
    share: float
    """Of the run's time, from 0 to 1."""
    title: str


def on_run(measured: Measured, disabled: Iterable[str] = ()) -> tuple[RunFinding, ...]:
    """All findings of a run, the costliest first."""
    left_out = frozenset(disabled)
    found: list[tuple[RunRule, Seen]] = []
    for known in run_rules():
        if known.id not in left_out:
            found += [(known, seen) for seen in known.check(measured)]
    kept = [(known, seen) for known, seen in found if not _said_better(known, seen, found)]
    findings = [_finding(known, seen, measured) for known, seen in kept]
    return tuple(sorted(findings, key=lambda one: (-one.level.rank, -one.seen.cost_ms, one.rule)))


def _said_better(known: RunRule, seen: Seen, found: list[tuple[RunRule, Seen]]) -> bool:
    own = {*seen.stages, *(() if seen.stage is None else (seen.stage,))}
    for other, said in found:
        if known.id not in other.instead_of:
            continue
        theirs = {*said.stages, *(() if said.stage is None else (said.stage,))}
        if own & theirs or (not own and seen.execution is not None and seen.execution == said.execution):
            return True
    return False


def _finding(known: RunRule, seen: Seen, measured: Measured) -> RunFinding:
    share = min(seen.cost_ms / max(measured.run.seconds * 1000, measured.active_ms, 1), 1.0)
    level = seen.level
    if level is None:
        level = known.level if share >= _WORTH_A_WARNING else Level.NOTE
        if known.level is Level.WARNING and share >= _WORTH_AN_ERROR and seen.cost_ms >= _ERROR_FROM_MS:
            level = Level.ERROR
    return RunFinding(known.id, level, replace(seen), share, known.title)

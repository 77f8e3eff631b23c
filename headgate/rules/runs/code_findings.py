"""Findings about code, weighed by what their lines cost in a measured run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from headgate.facts.placed.code import Place
from headgate.facts.runtime.stage import Stage
from headgate.finding import Finding, Level
from headgate.rules.runs.findings import RunFinding
from headgate.rules.runs.registry import Number
from headgate.rules.runs.speak import percent, size, span
from headgate.rules.runs.subject import Measured

_DEAR = 0.25
_MATERIAL = 0.05
_LEAST_MS = 1_000


@dataclass(frozen=True, slots=True)
class CodeFinding:
    """A finding about a line, with what the line cost."""

    finding: Finding
    """With the level that its cost gives it."""
    said: str
    share: float
    stage: int | None = None
    metrics: Mapping[str, Number] = field(default_factory=dict)


def weighed(
    measured: Measured, findings: Iterable[Finding], measured_findings: Iterable[RunFinding]
) -> tuple[CodeFinding, ...]:
    """`findings` of the program's own files, each with its measured cost; the costliest first."""
    program = measured.placed.program
    if program is None:
        return ()
    stages = _stages_by_line(measured)
    faults: dict[tuple[str, int], list[RunFinding]] = {}
    for one in measured_findings:
        if one.seen.place is not None:
            faults.setdefault((one.seen.place.path, one.seen.place.line), []).append(one)
    paths = {program.path, *(action.path for action in program.actions)}
    found = [
        _weighed(measured, one, stages, faults)
        for one in findings
        if one.specialist == "spark" and one.location.path in paths
    ]
    return tuple(sorted(found, key=lambda one: (-one.finding.level.rank, -one.share)))


def _stages_by_line(measured: Measured) -> dict[tuple[str, int], list[Stage]]:
    """The stages that come from each line: from a step on it, or from an action on it."""
    found: dict[tuple[str, int], list[Stage]] = {}
    for stage in measured.stages():
        execution = measured.execution(stage)
        places: list[Place | None] = [measured.place(stage)]
        if execution is not None:
            places += [measured.place_of(execution, at) for at in measured.placed.operators_in(stage)]
        for key in {(place.path, place.line) for place in places if place is not None}:
            found.setdefault(key, []).append(stage)
    return found


def _weighed(
    measured: Measured,
    finding: Finding,
    stages: Mapping[tuple[str, int], list[Stage]],
    faults: Mapping[tuple[str, int], list[RunFinding]],
) -> CodeFinding:
    at = finding.location
    lines = range(at.start_line, min(at.last_line, at.start_line + 20) + 1)
    own = list({id(one): one for line in lines for one in stages.get((at.path, line), [])}.values())
    said = [one for line in lines for one in faults.get((at.path, line), [])]
    if not own and not said:
        return CodeFinding(replace(finding, level=Level.NOTE), "No stage of this run comes from this line.", 0.0)
    task_ms = sum(map(measured.task_time, own))
    share = min(task_ms / measured.task_ms, 1.0)
    costliest = max(own, key=measured.task_time, default=None)
    spilled = sum(one.sums.disk_spilled for one in own)
    metrics: dict[str, Number] = {"task_ms": task_ms, "disk_spilled_bytes": spilled, "stages": len(own)}
    stage = costliest.id if costliest is not None else None
    where = f"stage {stage}" if len(own) == 1 else f"stages {', '.join(str(one.id) for one in own[:5])}"
    spill = f" and spilled {size(spilled)}" if spilled else ""
    text = (
        f"Line {at.start_line} took part in {where}: {span(task_ms)} of task time{spill}, {percent(share)} of the run."
    )
    if share < _MATERIAL or task_ms < _LEAST_MS:
        lowered = "It cost next to nothing here; " + text[0].lower() + text[1:]
        return CodeFinding(replace(finding, level=Level.NOTE), lowered, share, stage, metrics)
    level = finding.level
    if said and share >= _DEAR:
        level = max((finding.level, *(one.level for one in said)), key=lambda one: one.rank)
        text += " " + said[0].seen.message
    capped = level if level.rank <= finding.proof.highest_level.rank else finding.proof.highest_level
    return CodeFinding(replace(finding, level=capped), text, share, stage, metrics)

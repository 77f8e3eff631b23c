"""Findings about code, weighed by what their lines cost in a measured run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from headgate.facts.placed.code import Place
from headgate.facts.runtime.stage import Stage
from headgate.finding import Finding, Level
from headgate.rules.runs.alike import SETTINGS, alike_rules
from headgate.rules.runs.findings import RunFinding
from headgate.rules.runs.registry import Number
from headgate.rules.runs.speak import percent, size, span
from headgate.rules.runs.subject import Measured

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
    measured: Measured, findings: Iterable[Finding], measured_findings: Sequence[RunFinding]
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
    about = (one for one in findings if one.specialist == "spark" and one.location.path in paths)
    found = [_weighed(measured, one, stages, faults, measured_findings) for one in about]
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
    all_faults: Sequence[RunFinding],
) -> CodeFinding:
    at = finding.location
    lines = range(at.start_line, min(at.last_line, at.start_line + 20) + 1)
    own = list({id(one): one for line in lines for one in stages.get((at.path, line), [])}.values())
    here = [one for line in lines for one in faults.get((at.path, line), [])]
    alike = [one for one in all_faults if one.rule in alike_rules(finding.rule)]
    shared = [one for one in alike if finding.rule in SETTINGS or one in here or _of_stages(one, own)]
    if shared:
        return _confirmed(finding, shared[0], own)
    if finding.rule in SETTINGS:
        return _lowered(finding, "Nothing was measured in this run that the setting would explain.")
    if not own:
        return _lowered(finding, "No stage of this run comes from this line.")
    task_ms = sum(map(measured.task_time, own))
    share = min(task_ms / measured.task_ms, 1.0)
    costliest = max(own, key=measured.task_time)
    spilled = sum(one.sums.disk_spilled for one in own)
    metrics: dict[str, Number] = {"task_ms": task_ms, "disk_spilled_bytes": spilled, "stages": len(own)}
    where = f"stage {costliest.id}" if len(own) == 1 else f"stages {', '.join(str(one.id) for one in own[:5])}"
    spill = f" and spilled {size(spilled)}" if spilled else ""
    text = (
        f"ine {at.start_line} took part in {where}: {span(task_ms)} of task time{spill}, {percent(share)} of the run."
    )
    if share < _MATERIAL or task_ms < _LEAST_MS:
        said = f"It cost next to nothing here; l{text}"
        return CodeFinding(replace(finding, level=Level.NOTE), said, share, costliest.id, metrics)
    level = _capped(finding, max((finding.level, *(one.level for one in here)), key=lambda one: one.rank))
    text = f"L{text}" + "".join(f" {one.seen.message}" for one in here[:1])
    return CodeFinding(replace(finding, level=level if here else finding.level), text, share, costliest.id, metrics)


def _of_stages(one: RunFinding, own: Sequence[Stage]) -> bool:
    theirs = {one.seen.stage, *one.seen.stages}
    return any(stage.id in theirs for stage in own)


def _confirmed(finding: Finding, fault: RunFinding, own: Sequence[Stage]) -> CodeFinding:
    """What a finding foretold was measured: it has that fault's level and figures."""
    stage = fault.seen.stage if fault.seen.stage is not None else next((one.id for one in own), None)
    said = f"It was measured ({fault.rule}): {fault.seen.message}"
    level = _capped(finding, fault.level)
    return CodeFinding(replace(finding, level=level), said, fault.share, stage, dict(fault.seen.metrics))


def _lowered(finding: Finding, said: str) -> CodeFinding:
    return CodeFinding(replace(finding, level=Level.NOTE), said, 0.0)


def _capped(finding: Finding, level: Level) -> Level:
    return level if level.rank <= finding.proof.highest_level.rank else finding.proof.highest_level

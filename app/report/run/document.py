"""A measured run for machines: findings as the suite `runtime` reads them, and what they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from headgate import __version__
from headgate.facts.placed.code import Place
from headgate.gap import Gap
from headgate.rules.runs.code_findings import CodeFinding
from headgate.rules.runs.findings import RunFinding
from headgate.rules.runs.registry import Gain, Remedy, Seen
from headgate.rules.runs.subject import Measured
from headgate.secrets import mask

_MOST_STAGES = 200


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report of a run is made of."""

    measured: Measured
    findings: tuple[RunFinding, ...]
    code_findings: tuple[CodeFinding, ...] = ()
    price: float = 0.0
    """Per core-hour; zero where none is given."""
    gaps: tuple[Gap, ...] = field(default=())


def published(findings: Iterable[RunFinding]) -> tuple[RunFinding, ...]:
    """`findings` with secrets masked in what errors and plans brought into them."""
    return tuple(replace(one, seen=_masked(one.seen)) for one in findings)


def _masked(seen: Seen) -> Seen:
    told = {name: mask(value) if isinstance(value, str) else value for name, value in seen.metrics.items()}
    remedies = tuple(replace(one, what=mask(one.what), why=mask(one.why)) for one in seen.remedies)
    return replace(seen, message=mask(seen.message), metrics=told, remedies=remedies)


def as_json(report: Report) -> str:
    """The report as JSON."""
    return json.dumps(document(report), indent=2, allow_nan=False) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    found = [_finding(one, report.price, report) for one in report.findings]
    return {
        "tool": {"name": "headgate", "version": __version__},
        "run": _run(report),
        "findings": found,
        "code_findings": [_code_finding(one) for one in report.code_findings],
        "stages": _stages(report.measured),
        "gaps": [{"path": gap.path, "what": gap.what, "why": gap.why, "kind": gap.kind.value} for gap in report.gaps],
    }


def _finding(one: RunFinding, price: float, report: Report) -> dict[str, Any]:
    seen = one.seen
    core_hours = seen.cost_ms * report.measured.cores / 3_600_000
    return {
        "rule": one.rule,
        "level": one.level.value,
        **_place(seen.place),
        "stage": seen.stage,
        "execution": seen.execution,
        "message": seen.message,
        "share_of_run": round(one.share, 4),
        "cost": {
            "seconds": round(seen.cost_ms / 1000, 3),
            "core_hours": round(core_hours, 5),
            **({"money": round(core_hours * price, 4)} if price else {}),
        },
        "metrics": dict(seen.metrics),
        "gain": _gain(seen.gain),
        "remedies": [_remedy(remedy) for remedy in seen.remedies],
    }


def _code_finding(one: CodeFinding) -> dict[str, Any]:
    return {
        "rule": one.finding.rule,
        "level": one.finding.level.value,
        "path": one.finding.location.path,
        "line": one.finding.location.start_line,
        "end_line": one.finding.location.last_line,
        "stage": one.stage,
        "message": one.finding.message,
        "measured": one.said,
        "share_of_run": round(one.share, 4),
        "metrics": dict(one.metrics),
    }


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"path": None, "line": None, "end_line": None, "placed_by": None}
    return {
        "path": place.path,
        "line": place.line,
        "end_line": max(place.end_line, place.line),
        "placed_by": place.how,
    }


def _gain(gain: Gain | None) -> dict[str, Any] | None:
    if gain is None:
        return None
    return {"seconds_low": round(gain.low / 1000, 3), "seconds_high": round(gain.high / 1000, 3), "why": gain.why}


def _remedy(remedy: Remedy) -> Mapping[str, Any]:
    return {"what": remedy.what, "why": remedy.why, "settings": dict(remedy.settings), "code": remedy.code}


def _run(report: Report) -> dict[str, Any]:
    run, measured = report.measured.run, report.measured
    core_hours = run.core_ms / 3_600_000
    return {
        "application": run.name,
        "id": run.id,
        "attempt": run.attempt,
        "earlier_attempts": len(run.attempts),
        "spark_version": run.spark_version,
        "complete": run.complete,
        "seconds": round(run.seconds, 3),
        "seconds_with_jobs": round(measured.active_ms / 1000, 3),
        "cores": run.cores,
        "executors": len(run.executors),
        "core_hours": round(core_hours, 5),
        "task_hours": round(run.task_ms / 3_600_000, 5),
        **({"money": round(core_hours * report.price, 4)} if report.price else {}),
        "jobs": len(run.jobs),
        "stages": len(run.stages),
        "executions": len(run.executions),
        "tasks": sum(stage.tasks for stage in run.stages.values()),
        "bytes_of_log": run.bytes,
    }


def _stages(measured: Measured) -> list[dict[str, Any]]:
    rows = []
    for one, _ in zip(measured.stages(), range(_MOST_STAGES), strict=False):
        sums = one.sums
        rows.append(
            {
                "stage": one.id,
                "attempt": one.attempt,
                **_place(measured.place(one)),
                "share_of_task_time": round(measured.share(one), 4),
                "seconds": round(one.wall / 1000, 3),
                "task_seconds": round(measured.task_time(one) / 1000, 3),
                "tasks": one.tasks,
                "failed_tasks": one.failed,
                "median_task_ms": round(one.ms.median),
                "longest_task_ms": round(one.ms.most),
                "input_bytes": sums.input,
                "shuffle_read_bytes": sums.shuffle_read,
                "shuffle_write_bytes": sums.shuffle_write,
                "output_bytes": sums.output,
                "disk_spilled_bytes": sums.disk_spilled,
                "gc_ms": sums.gc,
            }
        )
    return rows

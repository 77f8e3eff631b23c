"""Route: only the specialists that the change or the repository needs, each with its own files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from langgraph.runtime import Runtime
from langgraph.types import Send

from agents.providers import Bench
from agents.specialist.seating import seated
from graphs.desk import Desk
from graphs.state import Assignment, ReviewState
from headgate.change import Change, Status
from headgate.finding import Finding, Level, State
from headgate.review import Affected
from headgate.review_change import Analysis
from headgate.rules.registry import SPECIALISTS
from headgate.source.kinds import Kind

_HOME = {
    Kind.DBT_SQL: "modeling", Kind.DBT_PROJECT: "modeling", Kind.DBT_PROPERTIES: "modeling",
    Kind.DBT_PYTHON: "modeling", Kind.SEED: "modeling",
    Kind.SQL: "quality", Kind.SQL_TEMPLATE: "quality", Kind.GREAT_EXPECTATIONS: "quality", Kind.SODA: "quality",
    Kind.PYSPARK: "spark", Kind.SCALA_SPARK: "spark", Kind.SPARK_CONF: "spark", Kind.PANDAS: "spark",
    Kind.SPARK_PLAN: "spark",
    Kind.AIRFLOW: "orchestration",
    Kind.AVRO: "schema", Kind.PROTOBUF: "schema", Kind.JSON_SCHEMA: "schema", Kind.DATA_CONTRACT: "schema",
    Kind.KAFKA_PYTHON: "streaming", Kind.KAFKA_CONNECT: "streaming", Kind.KAFKA_CONFIG: "streaming",
    Kind.FLINK_SQL: "streaming", Kind.FLINK_PYTHON: "streaming", Kind.FLINK_CONF: "streaming",
}  # fmt: skip
"""Who reads a kind of file. Each hunk is paid for once, or twice in a file of two kinds."""
_FELT = ("fails", "values_change", "rows_change")
"""Effects on files that the change does not touch that call for the lineage specialist."""
_MOST_FILES = 40
"""Of a whole repository, for one specialist; those with findings first."""


def route(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """Who looks at what; nobody where no model sits."""
    desk = runtime.context
    if desk.door is None:
        return {"assignments": []}
    return {"assignments": assignments(desk.analysis, state["review"], desk.door.bench)}


def assignments(analysis: Analysis, review: str, bench: Bench) -> list[Assignment]:
    """Who looks at what, one for each prompt."""
    return [
        {"specialist": one.name, "paths": list(one.paths), "review": review, "tokens": one.tokens}
        for one in seated(_files(analysis), bench, analysis)
    ]


def _files(analysis: Analysis) -> dict[str, list[str]]:
    """Files by specialist, by the kinds of the files and by the rules that fired in them."""
    findings = [one for one in analysis.review.findings if one.state is not State.FIXED]
    files: defaultdict[str, list[str]] = defaultdict(list)
    for path in _paths(analysis, findings):
        for specialist in _specialists(path, analysis, findings):
            if len(files[specialist]) < _MOST_FILES:
                files[specialist].append(path)
    if analysis.comparison and _felt_elsewhere(analysis.review.impact, analysis.comparison.change):
        changed = [path for path in analysis.comparison.change.files if path in analysis.head.project.files]
        files["lineage"] = list(dict.fromkeys((*files["lineage"], *changed)))[:_MOST_FILES]
    return {one: files[one] for one in SPECIALISTS if files.get(one)}


def _felt_elsewhere(impact: Iterable[Affected], change: Change) -> bool:
    return any(one.effect in _FELT and one.file not in change.files for one in impact)


def _paths(analysis: Analysis, findings: Iterable[Finding]) -> list[str]:
    """Changed files that are still there; of a whole repository all, those with most findings first."""
    known = analysis.head.project.files
    if analysis.comparison:
        changed = analysis.comparison.change.files
        return [path for path, file in changed.items() if path in known and file.status is not Status.REMOVED]
    count = Counter(finding.location.path for finding in findings)
    return sorted(known, key=lambda path: (-count[path], path))


def _specialists(path: str, analysis: Analysis, findings: Iterable[Finding]) -> set[str]:
    homes = {_HOME[kind] for kind in analysis.head.project.files[path].kinds if kind in _HOME}
    fired = {
        finding.specialist
        for finding in findings
        if finding.location.path == path and finding.state is State.INTRODUCED and finding.level is not Level.NOTE
    }
    return homes | fired if analysis.comparison else homes


def to_specialists(state: ReviewState) -> list[Send] | str:
    """One message for each assignment; straight to the gate where there is none."""
    return [Send("specialist", assignment) for assignment in state["assignments"]] or "gate"

"""A review as SARIF 2.1.0, for code scanning and editors.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0; GitHub, SARIF support for code scanning.

Only what stands at a level is a result: on a change the introduced findings. Those that were there before,
and those that are gone, are counted in the run's properties, since a reader that ignores `baselineState`
would take them for new ones.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote as percent

from app.report.clean import visible
from app.report.published import publishable
from app.report.source import Source
from app.report.summary import of_a_change, summarise
from headgate import __version__
from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Finding, State
from headgate.fix import Fix, TextEdit
from headgate.gap import Gap
from headgate.location import Location
from headgate.review import Review
from headgate.rules.registry import Rule, all_rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
"""GitHub refuses a run with more."""
_MOST_NOTICES = 1_000
_ROOT = "%SRCROOT%"

Json = dict[str, Any]


def render(review: Review, source: Source) -> str:
    """`review` as SARIF text that ends with a newline."""
    return json.dumps(log(review, source), ensure_ascii=False, indent=2) + "\n"


def log(review: Review, source: Source) -> Json:
    """`review` as a SARIF log of one run."""
    shown = publishable(review)
    listed = shown.of(State.INTRODUCED)[:MOST_RESULTS]
    quiet = shown.suppressed[: MOST_RESULTS - len(listed)]
    ids = sorted({finding.rule for finding in (*listed, *quiet)})
    seen: Counter[str] = Counter()
    results = [_result(f, ids, seen, shown, source) for f in (*listed, *quiet)]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(shown, ids, results)]}


def _run(review: Review, ids: Sequence[str], results: list[Json]) -> Json:
    known = {rule.id: rule for rule in all_rules()}
    driver = {
        "name": "Headgate",
        "semanticVersion": __version__,
        "rules": [_descriptor(rule_id, known.get(rule_id)) for rule_id in ids],
    }
    summary = summarise(review)
    left_out = len(review.of(State.INTRODUCED)) + len(review.suppressed) - len(results)
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the reviewed repository."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_notices(review.gaps))}],
        "results": results,
        "properties": {
            "subject": {"name": review.subject.name, "base": review.subject.base, "head": review.subject.head},
            "summary": summary.sentence,
            "preExisting": summary.pre_existing,
            "fixed": summary.fixed,
            "leftOut": left_out,
        },
    }


def _descriptor(rule_id: str, rule: Rule | None) -> Json:
    if rule is None:
        return {"id": rule_id}
    return {
        "id": rule.id,
        "name": rule.id.replace("/", "-"),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        "help": {"text": rule.documentation, "markdown": rule.documentation},
        "defaultConfiguration": {"level": rule.level.value},
        "properties": {"tags": ["data-pipeline", rule.specialist], "proof": rule.proof.value},
    }


def _result(finding: Finding, ids: Sequence[str], seen: Counter[str], review: Review, source: Source) -> Json:
    seen[finding.fingerprint] += 1
    number = seen[finding.fingerprint]
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": ids.index(finding.rule),
        "level": finding.level.value,
        "message": {"text": visible(finding.message)},
        "locations": [_location(source.on_head(finding.location)) | {"logicalLocations": _logical(finding)}],
        "partialFingerprints": {
            "headgate/v1": f"{finding.fingerprint}:{number}",
            "primaryLocationLineHash": f"{finding.fingerprint}:{number}",
        },
        "properties": {"proof": finding.proof.value, "evidence": [_evidence(e) for e in finding.evidence]},
    }
    if of_a_change(review):
        result["baselineState"] = "new"
    related = [_location(source.on_head(at)) | {"id": n} for n, at in enumerate(finding.related, start=1)]
    if related:
        result["relatedLocations"] = related
    flows = [_flow(finding, evidence) for evidence in finding.evidence if evidence.kind is EvidenceKind.LINEAGE]
    if flows:
        result["codeFlows"] = flows
    if finding.fix and finding.fix.edits:
        result["fixes"] = [_fix(finding.fix)]
    if finding.suppression:
        where = "external" if finding.suppression.startswith("waived until ") else "inSource"
        result["suppressions"] = [{"kind": where, "status": "accepted", "justification": finding.suppression}]
    if finding.notes:
        result["properties"]["notes"] = list(finding.notes)
    return result


def _logical(finding: Finding) -> list[Json]:
    return [{"fullyQualifiedName": visible(finding.entity)}] if finding.entity else []


def _location(at: Location) -> Json:
    region = {"startLine": max(1, at.start_line), "endLine": max(1, at.last_line)}
    return {"physicalLocation": {"artifactLocation": _artifact(at.path), "region": region}}


def _artifact(path: str) -> Json:
    return {"uri": percent(path, safe="/@:+,=&!$'()*;~-._"), "uriBaseId": _ROOT}


def _evidence(evidence: Evidence) -> Json:
    told: Json = {"kind": evidence.kind.value, "text": visible(evidence.text)}
    if evidence.location:
        told["location"] = str(evidence.location)
    return told


def _flow(finding: Finding, evidence: Evidence) -> Json:
    """A lineage path as a code flow: one hop a line, all at the place that is known for it."""
    at = evidence.location or finding.location
    hops = [hop for hop in evidence.text.split("\n") if hop.strip()] or [evidence.text]
    steps = [{"location": _location(at) | {"message": {"text": visible(hop)}}} for hop in hops]
    return {"threadFlows": [{"locations": steps}]}


def _fix(fix: Fix) -> Json:
    paths = sorted({edit.path for edit in fix.edits})
    return {
        "description": {"text": visible(fix.title) + (f" ({visible(fix.tried)})" if fix.tried else "")},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [_replacement(edit) for edit in sorted(fix.edits) if edit.path == path],
            }
            for path in paths
        ],
    }


def _replacement(edit: TextEdit) -> Json:
    """Whole lines: from the first column of the first line to the first column of the line after the last."""
    region = {
        "startLine": edit.start_line,
        "startColumn": 1,
        "endLine": max(edit.start_line, edit.end_line + 1),
        "endColumn": 1,
    }
    return {"deletedRegion": region, "insertedContent": {"text": edit.replacement}}


def _notices(gaps: Iterable[Gap]) -> Iterable[Json]:
    for gap in list(gaps)[:_MOST_NOTICES]:
        notice: Json = {
            "level": "note",
            "message": {"text": visible(f"Not looked at: {gap.what}: {gap.why}")},
            "descriptor": {"id": gap.kind.value},
        }
        if gap.path:
            notice["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(gap.path)}}]
        yield notice

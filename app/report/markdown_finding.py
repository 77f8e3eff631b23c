"""One finding as Markdown: in full, or on one line."""

from __future__ import annotations

from collections.abc import Iterator

from app.report.clean import block, code, html, prose
from app.report.patch import hunks
from app.report.source import Source
from app.report.summary import beyond_its_lines, counted, place
from headgate.evidence import Evidence
from headgate.finding import Finding
from headgate.fix import Fix
from headgate.location import Location, Side
from headgate.review import Review

_MOST_EVIDENCE = 4_000
"""Characters of one piece of evidence."""
_LANGUAGES = {"sql": "sql", "py": "python", "scala": "scala", "yml": "yaml", "yaml": "yaml", "json": "json",
              "avsc": "json", "proto": "proto"}  # fmt: skip


def full(finding: Finding, review: Review, source: Source) -> str:
    """A finding with its code, evidence folded, and its fix."""
    return "\n".join(_full(finding, review, source)) + "\n"


def brief(finding: Finding, source: Source) -> str:
    """A finding on one line."""
    at = source.on_head(finding.location)
    return f"- **{finding.level.value}** {code(finding.rule)} in {code(str(at))}: {prose(finding.message[:400])}"


def _full(finding: Finding, review: Review, source: Source) -> Iterator[str]:
    at = source.on_head(finding.location)
    yield f"#### {finding.level.value}: {code(finding.rule)} in {code(str(at))}\n"
    yield prose(finding.message) + "\n"
    yield from excerpt(finding.location, source)
    if finding.fix:
        yield from remedy(finding.fix, source)
    yield from evidence(finding, review)


def excerpt(at: Location, source: Source) -> Iterator[str]:
    """The lines at a place; those of the base as removed lines."""
    lines = source.lines(at)
    if not lines:
        return
    if at.side is Side.BASE:
        yield block("\n".join(f"-{line}" for _, line in lines), "diff") + "\n"
    else:
        yield block("\n".join(line for _, line in lines), _LANGUAGES.get(at.path.rsplit(".", 1)[-1], "")) + "\n"


def remedy(fix: Fix, source: Source) -> Iterator[str]:
    """A fix as a difference, with what its trial showed."""
    tried = f" ({prose(fix.tried)})" if fix.tried else " (not tried)"
    yield f"**Fix:** {prose(fix.title)}{tried}\n"
    for hunk in hunks(fix, source):
        yield block(f"@@ {hunk.path}:{hunk.line} @@\n{hunk.text()}", "diff") + "\n"
    if fix.witness:
        yield f"<details><summary>What its trial gave</summary>\n\n{block(fix.witness)}\n\n</details>\n"


def evidence(finding: Finding, review: Review) -> Iterator[str]:
    """What a finding rests on beyond its own lines, and what was said of it, folded."""
    told = beyond_its_lines(finding)
    verdicts = [v for v in review.verdicts if v.fingerprint == finding.fingerprint]
    recalls = [r for r in review.recalls if r.fingerprint == finding.fingerprint]
    kinds = ", ".join(dict.fromkeys(piece.kind.value for piece in told))
    title = f"{finding.proof.value.capitalize()}" + (f": {kinds}" if kinds else "")
    if verdicts:
        title += f"; {counted(len(verdicts), 'verdict')}"
    if not (told or verdicts or recalls or finding.related or finding.notes):
        return
    yield f"<details><summary>{html(title)}</summary>\n"
    for piece in told:
        yield from _piece(piece)
    if finding.related:
        yield "Reaches " + ", ".join(code(place(at)) for at in finding.related[:10]) + "\n"
    for verdict in verdicts:
        yield f"- {code(verdict.juror)}: stands: {verdict.stands.value}. {prose(verdict.reason)}"
    for recall in recalls:
        yield f"- known as {prose(recall.title)}: {prose(recall.remedy)}"
    yield from (f"- {prose(note)}" for note in finding.notes)
    yield "\n</details>\n"


def _piece(evidence: Evidence) -> Iterator[str]:
    where = f" in {code(place(evidence.location))}" if evidence.location else ""
    text = evidence.text if len(evidence.text) <= _MOST_EVIDENCE else evidence.text[:_MOST_EVIDENCE] + " …"
    yield f"{evidence.kind.value}{where}\n\n{block(text)}\n"

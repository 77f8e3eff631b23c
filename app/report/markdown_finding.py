"""One finding as Markdown: in full, or on one line."""

from __future__ import annotations

from collections.abc import Iterator

from app.report.clean import block, code, html, prose
from app.report.council import fact_looked_up, heard, verdict_table
from app.report.patch import hunks
from app.report.source import Source
from app.report.summary import beyond_its_lines, counted, place
from headgate.evidence import Evidence
from headgate.finding import Finding
from headgate.fix import Fix
from headgate.location import Location, Side
from headgate.review import Review, Share

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
    said = heard(finding, review)
    notes = [note for note in finding.notes if not (said.decision and note.startswith("Council: "))]
    recalls = [r for r in review.recalls if r.fingerprint == finding.fingerprint]
    kinds = ", ".join(dict.fromkeys(piece.kind.value for piece in told))
    title = f"{finding.proof.value.capitalize()}" + (f": {kinds}" if kinds else "")
    if said.decision:
        title += f"; council: {said.decision.words}"
    elif said.verdicts:
        title += f"; {counted(len(said.verdicts), 'verdict')}"
    if not (told or said.verdicts or recalls or finding.related or notes):
        return
    yield f"<details><summary>{html(title)}</summary>\n"
    for piece in told:
        yield from _piece(piece)
    if finding.related:
        yield "Reaches " + ", ".join(code(place(at)) for at in finding.related[:10]) + "\n"
    yield from verdict_table(said)
    yield from fact_looked_up(said)
    for recall in recalls:
        yield f"- known as {prose(recall.title)}: {prose(recall.remedy)}"
    yield from (f"- {prose(note)}" for note in notes)
    yield from _cost(review.ledger.of(finding.fingerprint))
    yield "\n</details>\n"


def _cost(shares: tuple[Share, ...]) -> Iterator[str]:
    """What models spent on a finding."""
    if shares:
        costs = [share.cost for share in shares]
        price = "price unknown" if None in costs else f"${sum(cost or 0.0 for cost in costs):.4f}"
        yield f"- cost {sum(share.tokens for share in shares):,} tokens, {price}"


def _piece(evidence: Evidence) -> Iterator[str]:
    where = f" in {code(place(evidence.location))}" if evidence.location else ""
    text = evidence.text if len(evidence.text) <= _MOST_EVIDENCE else evidence.text[:_MOST_EVIDENCE] + " …"
    yield f"{evidence.kind.value}{where}\n\n{block(text)}\n"

"""One finding as a comment on its lines."""

from __future__ import annotations

from app.github.hunks import Commentable
from app.github.marks import mark_comment
from app.report.clean import block, code, prose, visible
from app.report.markdown_finding import evidence, remedy
from app.report.source import Source
from headgate.finding import Finding
from headgate.fix import TextEdit
from headgate.location import Location, Side
from headgate.review import Review

Placed = dict[str, object]
"""A comment in the words of GitHub's API."""


def comment(finding: Finding, review: Review, source: Source, where: Commentable) -> Placed | None:
    """The comment on `finding`; None where GitHub lets no comment stand at its lines."""
    offered = _suggestion(finding, where)
    spot = offered or where.place(finding.location)
    if spot is None:
        return None
    parts = [f"**{finding.level.value}** {code(finding.rule)}, {finding.proof.value}\n", prose(finding.message) + "\n"]
    if finding.fix and offered:
        tried = f" ({prose(finding.fix.tried)})" if finding.fix.tried else " (not tried)"
        parts += [f"{prose(finding.fix.title)}{tried}\n", block(finding.fix.edits[0].replacement, "suggestion") + "\n"]
    elif finding.fix:
        parts += remedy(finding.fix, source)
    parts += evidence(finding, review)
    return spot | {"body": "\n".join([*parts, mark_comment(finding.fingerprint)])}


def _suggestion(finding: Finding, where: Commentable) -> Placed | None:
    """The place of a change that a click can make: one edit of whole lines, on the finding, inside one hunk."""
    if finding.fix is None or len(finding.fix.edits) != 1 or finding.location.side is Side.BASE:
        return None
    edit = finding.fix.edits[0]
    if not _replaces_lines_of(edit, finding.location) or visible(edit.replacement) != edit.replacement:
        return None
    spot = where.place(Location(edit.path, edit.start_line, edit.end_line))
    if spot is None or spot["line"] != edit.end_line or spot.get("start_line", edit.end_line) != edit.start_line:
        return None
    return spot


def _replaces_lines_of(edit: TextEdit, at: Location) -> bool:
    within = edit.start_line <= at.last_line and at.start_line <= edit.end_line
    return edit.path == at.path and within and bool(edit.replacement)

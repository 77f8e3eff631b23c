"""Comments that silence a rule at a line: `-- headgate: ignore[rule] reason` (also after `#` and `//`).

The comment stands on the first line of the finding or on the line above it, and gives a reason. A comment that a
change brings with it silences nothing in the review of that change: the finding stays and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePosixPath

from headgate.change import Change
from headgate.finding import Finding, State
from headgate.location import Side
from headgate.source.snapshot import Snapshot

_COMMENT = re.compile(r"(?:--|#|//)\s*headgate:\s*ignore\[([^\]\n]{1,400})\][ \t]*([^\n]{0,400})")
_CLOSING = re.compile(r"\s*(?:\*/|#\}|-->)\s*$")
NO_REASON = "its `headgate: ignore` comment gives no reason, and counts only with one"
IN_THIS_CHANGE = "suppressed in this change: the comment counts once it stands on the base"


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment that silences rules."""

    line: int
    rules: tuple[str, ...]
    """Rule ids, or `specialist/*`."""
    reason: str

    def speaks_of(self, rule: str) -> bool:
        return any(PurePosixPath(rule).match(pattern) for pattern in self.rules)


def suppress(
    findings: Iterable[Finding], head: Snapshot, change: Change | None
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings that stay, and those that comments silence, each with its reason as `suppression`.

    Without a change the comments of the repository count as they stand.
    """

    @cache
    def lines(path: str) -> list[str]:
        return (head.text_of(path) or "").split("\n")

    stay: list[Finding] = []
    silenced: list[Finding] = []
    for finding in findings:
        comment = _comment_at(finding, lines)
        if comment is None:
            stay.append(finding)
        elif not comment.reason:
            stay.append(replace(finding, notes=(*finding.notes, NO_REASON)))
        elif change and change.touches(finding.location.path, comment.line, comment.line):
            stay.append(replace(finding, notes=(*finding.notes, IN_THIS_CHANGE)))
        else:
            silenced.append(replace(finding, suppression=comment.reason))
    return tuple(stay), tuple(silenced)


def comment_in(text: str, line: int) -> Comment | None:
    """The comment that the text of one line holds.

    >>> comment_in("select *  -- headgate: ignore[quality/select-star] wide by contract", 4)
    Comment(line=4, rules=('quality/select-star',), reason='wide by contract')
    """
    found = _COMMENT.search(text)
    if found is None:
        return None
    rules = tuple(part.strip() for part in found[1].split(",") if part.strip())
    return Comment(line, rules, _CLOSING.sub("", found[2]).strip())


def _comment_at(finding: Finding, lines: Callable[[str], list[str]]) -> Comment | None:
    at = finding.location
    if finding.state is State.FIXED or at.side is Side.BASE:
        return None
    text = lines(at.path)
    for line in (at.start_line, at.start_line - 1):
        comment = comment_in(text[line - 1], line) if 0 < line <= len(text) else None
        if comment and comment.speaks_of(finding.rule):
            return comment
    return None

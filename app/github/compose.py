"""From a review to the one thing that is posted of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.github.binding import Binding
from app.github.comment import Placed, comment
from app.github.hunks import Commentable
from app.github.marks import Said, mark_review
from app.report.markdown import LIMIT, Elsewhere, render
from app.report.published import publishable
from app.report.source import Source
from app.report.summary import counted, reached
from headgate.finding import Finding, Level, State
from headgate.review import Review

MOST_COMMENTS = 30
"""More would bury the pull request; the rest stands in the body."""
_LONGEST_COMMENT = 60_000
_MOST_MARKED = 400
"""Fingerprints that the mark of a body holds; `_ROOM_FOR_MARK` characters are kept for them."""
_ROOM_FOR_MARK = 11_000


@dataclass(frozen=True, slots=True)
class Post:
    """One review, ready for GitHub."""

    commit: str
    body: str
    comments: tuple[Placed, ...] = ()

    def request(self) -> dict[str, Any]:
        """The body of the request. It comments, and never approves or blocks."""
        return {"commit_id": self.commit, "event": "COMMENT", "body": self.body, "comments": list(self.comments)}


def compose(review: Review, source: Source, where: Commentable, before: Said, binding: Binding) -> Post | None:
    """What is new to say of `binding`; None where all was said before, or there is nothing to say.

    A finding that was said once is not said again, whatever became of its comment.
    """
    if binding.commit in before.commits:
        return None
    shown = publishable(review)
    listed = shown.of(State.INTRODUCED)
    fresh = tuple(f for f in listed if f.fingerprint not in before.findings)
    if not fresh and (before.commits or not reached(shown)):
        return None
    placed = _placed(fresh, shown, source, where)
    old = frozenset(f.fingerprint for f in listed) & before.findings
    elsewhere = Elsewhere(old | set(placed), _told_elsewhere(len(placed), len(old)))
    body = render(shown, source, LIMIT - _ROOM_FOR_MARK, elsewhere)
    mark = mark_review(binding.commit, [f.fingerprint for f in fresh][:_MOST_MARKED])
    return Post(binding.commit, f"{body}\n{mark}", tuple(placed.values()))


def _placed(findings: Sequence[Finding], review: Review, source: Source, where: Commentable) -> dict[str, Placed]:
    """Comments by fingerprint, for what may stand on its lines, by worth. Notes stay in the body."""
    made: dict[str, Placed] = {}
    for finding in findings:
        if finding.level is Level.NOTE or finding.fingerprint in made or len(made) == MOST_COMMENTS:
            continue
        one = comment(finding, review, source, where)
        if one and len(str(one["body"])) <= _LONGEST_COMMENT:
            made[finding.fingerprint] = one
    return made


def _told_elsewhere(comments: int, earlier: int) -> str:
    told = []
    if comments:
        told.append(f"{counted(comments, 'finding stands', 'findings stand')} on the lines of the change.")
    if earlier:
        told.append(f"{counted(earlier, 'finding was', 'findings were')} told in an earlier review.")
    return " ".join(told)

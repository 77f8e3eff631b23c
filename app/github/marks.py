"""Hidden marks in what Headgate posts, by which a later run knows what was said already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_MARK = re.compile(r"<!-- headgate:1 commit=([0-9a-f]{40,64}) findings=([0-9a-f,]*) -->\s*\Z")
_SAID = re.compile(r"<!-- headgate:1 finding=([0-9a-f]{8,64}) -->\s*\Z")
_ANSWER = re.compile(r"<!-- headgate:1 answer=([0-9]{1,20}) -->\s*\Z")
"""A mark ends its post. What reads like one before that is text of a pull request, in code that was quoted."""


@dataclass(frozen=True, slots=True)
class Said:
    """What earlier reviews and comments of ours have said."""

    findings: frozenset[str] = frozenset()
    """Fingerprints, whether their comments were resolved, dismissed or deleted from view since."""
    commits: frozenset[str] = frozenset()


def mark_review(commit: str, fingerprints: Iterable[str]) -> str:
    """The mark for the body of a review of `commit`."""
    return f"<!-- headgate:1 commit={commit} findings={','.join(sorted(set(fingerprints)))} -->"


def mark_comment(fingerprint: str) -> str:
    """The mark for a comment on one finding."""
    return f"<!-- headgate:1 finding={fingerprint} -->"


def mark_answer(comment: int) -> str:
    """The mark for a reply to a comment."""
    return f"<!-- headgate:1 answer={comment} -->"


def finding_of(comment: Mapping[str, Any], account: str) -> str:
    """The fingerprint of the finding that a comment of `account` tells; empty for any other comment."""
    found = _SAID.search(_body(comment, account))
    return found[1] if found else ""


def answered(comments: Iterable[Mapping[str, Any]], account: str) -> frozenset[int]:
    """The comments that `account` has replied to."""
    found = (_ANSWER.search(_body(comment, account)) for comment in comments)
    return frozenset(int(one[1]) for one in found if one)


def said(reviews: Iterable[Mapping[str, Any]], comments: Iterable[Mapping[str, Any]], account: str) -> Said:
    """What `account` said before. Marks that anyone else wrote count for nothing: they would silence findings."""
    findings: set[str] = set()
    commits: set[str] = set()
    for review in reviews:
        found = _MARK.search(_body(review, account))
        if found:
            commits.add(found[1])
            findings.update(part for part in found[2].split(",") if part)
    for comment in comments:
        found = _SAID.search(_body(comment, account))
        if found:
            findings.add(found[1])
    return Said(frozenset(findings), frozenset(commits))


def _body(post: Mapping[str, Any], account: str) -> str:
    author = (post.get("user") or {}).get("login", "")
    return str(post.get("body") or "") if account and author == account else ""

"""All tried fixes of a review as one patch that `git apply` takes. The working tree is the reader's to change."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.errors import HeadgateError
from headgate.finding import State
from headgate.fix import Fix
from headgate.remedy.apply import apply
from headgate.review import Review
from headgate.secrets import mask
from headgate.source.snapshot import Snapshot

_PLAIN = re.compile(r'[^\x00-\x1f\x7f"\\]+')
"""Paths that a patch may hold unquoted."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_NEWLINE = "\n\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class PatchFile:
    """A patch, and what is in it."""

    text: str
    fixes: int
    left_out: tuple[str, ...] = ()
    """Of each tried fix that is not in it, why, in one clause with its place."""


def of_review(review: Review, head: Snapshot) -> PatchFile:
    """The tried fixes of what `review` found in `head`; where two touch the same lines, the first in its order."""
    made: list[Fix] = []
    left_out: list[str] = []
    for finding in review.findings:
        if finding.state is not State.INTRODUCED or finding.fix is None or not finding.fix.tried:
            continue
        why = _refusal(finding.fix, made, head)
        if why:
            left_out.append(f"{finding.location} {finding.rule}: {why}")
        elif finding.fix not in made:
            made.append(finding.fix)
    copy = apply(head, made)
    text = "".join(line for path in sorted(copy.files) for line in _difference(path, head, copy))
    return PatchFile(text, len(made), tuple(left_out))


def _refusal(fix: Fix, made: list[Fix], head: Snapshot) -> str:
    paths = {edit.path for edit in fix.edits}
    if not paths:
        return "its edits are not shown"
    if not all(_PLAIN.fullmatch(path) for path in paths):
        return "the name of its file has characters that no patch should hold"
    try:
        copy = apply(head, [*made, fix])
    except HeadgateError:
        return "it touches lines that another fix touches; apply the patch and review again"
    shown = "".join(line for path in paths for line in _difference(path, head, copy))
    return "the lines around it hold a secret" if mask(shown) != shown else ""


def _difference(path: str, head: Snapshot, copy: Snapshot) -> Iterator[str]:
    before, after = ((side.bytes_of(path) or b"").decode("utf-8", "surrogateescape") for side in (head, copy))
    sides = [_LINE.findall(text) for text in (before, after)]
    end = "\t" if " " in path else ""
    hunks = difflib.unified_diff(sides[0], sides[1])
    for number, line in enumerate(hunks):
        if number == 0:
            yield f"--- a/{path}{end}\n" if path in head else "--- /dev/null\n"
        elif number == 1:
            yield f"+++ b/{path}{end}\n"
        else:
            yield line if line.endswith("\n") else line + _NO_NEWLINE

"""A review that another workflow wrote, believed only as far as it can be checked.

A workflow on `pull_request` runs the pull request's own files, so its artifact may be forged. What is posted from
it must speak of this change, quote what stands there, and keep to Headgate's vocabulary.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec

from app.report.json import FORMAT
from app.report.source import Source
from headgate.decoding import json_decoder
from headgate.errors import HeadgateError
from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Finding, State
from headgate.location import Side
from headgate.review import Ledger, Review, Subject
from headgate.rules.registry import all_rules
from headgate.secrets import mask

MOST_BYTES = 20_000_000
_MOST_FINDINGS = 2_000
_LONGEST = 4_000


def load(path: Path) -> Review:
    """The review in a JSON report.

    Raises:
        HeadgateError: it cannot be read, is too large, or is no report of Headgate.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise HeadgateError(f"Cannot read the review {path}: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        raise HeadgateError(f"{path} has over {MOST_BYTES:,} bytes, too many for a review.")
    try:
        form = json_decoder(_Form).decode(data).format
        if form != FORMAT:
            raise HeadgateError(f"{path} is of format {form!r}, and {FORMAT} is read.")
        return json_decoder(Review).decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise HeadgateError(f"{path} is no JSON report of a review ({error}).") from error


class _Form(msgspec.Struct):
    format: str


def believed(review: Review, source: Source, subject: Subject) -> Review:
    """What of a loaded review may be posted for `subject`: findings of known rules on what the change touches.

    Who sat and what it cost is left out: nothing here can show it.
    """
    levels = {rule.id: rule.level for rule in all_rules()}
    kept = tuple(f for f in review.of(State.INTRODUCED)[:_MOST_FINDINGS] if f.rule in levels and _holds(f, source))
    return replace(
        review, subject=subject, findings=kept, verdicts=(), recalls=(), ledger=Ledger(), models="", suppressed=()
    )


def _holds(finding: Finding, source: Source) -> bool:
    """Whether the finding is of a bearable size, in a file of the change, and quotes what stands there."""
    changed = {path for change in source.change.files.values() for path in (change.path, change.old_path)}
    if finding.location.path not in changed or len(finding.message) > _LONGEST or len(finding.evidence) > 50:
        return False
    if finding.level.rank > finding.proof.highest_level.rank:
        return False
    quotes = [e for e in finding.evidence if e.kind is EvidenceKind.QUOTE]
    return bool(quotes) and all(_stands(e, source) for e in quotes)


def _stands(quote: Evidence, source: Source) -> bool:
    at = quote.location
    snapshot = source.base if at and at.side is Side.BASE else source.head
    if at is None or snapshot is None or not 1 <= at.start_line <= at.last_line:
        return False
    return mask(snapshot.lines_of(at.path, at.start_line, at.last_line)) == quote.text

"""A review as it may leave the machine: secrets masked, text that every encoder takes."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import TypeVar

from headgate.finding import Finding
from headgate.review import Review
from headgate.secrets import mask

Part = TypeVar("Part")
_LONE = re.compile("[\ud800-\udfff]")
WITHHELD = "not shown: its lines hold a secret"


def publishable(review: Review) -> Review:
    """`review` with secrets masked in every text.

    A fix whose lines held a secret loses its edits, since they would write the mask into the file.
    """
    return masked(replace(review, findings=tuple(_without_secret_edits(f) for f in review.findings)))


def _without_secret_edits(finding: Finding) -> Finding:
    fix = finding.fix
    if fix is None or all(mask(edit.replacement) == edit.replacement for edit in fix.edits):
        return finding
    return replace(finding, fix=replace(fix, edits=(), tried=WITHHELD))


def masked(part: Part) -> Part:
    """`part`, plain data of this house, with secrets masked in every text."""
    if isinstance(part, Enum):
        return part
    if isinstance(part, str):
        shown = _text(part)
        return part if shown == part else shown  # type: ignore[return-value]
    if isinstance(part, tuple):
        parts = tuple(masked(one) for one in part)
        same = all(new is old for new, old in zip(parts, part, strict=True))
        return part if same else parts  # type: ignore[return-value]
    if is_dataclass(part) and not isinstance(part, type):
        held = {f.name: getattr(part, f.name) for f in fields(part)}
        changed = {name: new for name, old in held.items() if (new := masked(old)) is not old}
        return replace(part, **changed) if changed else part
    return part


@lru_cache(maxsize=100_000)
def _text(text: str) -> str:
    shown = mask(text)
    return shown if shown.isascii() else _LONE.sub("\ufffd", shown)

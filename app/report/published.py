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
        return _text(part)  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(masked(one) for one in part)  # type: ignore[return-value]
    if is_dataclass(part) and not isinstance(part, type):
        changed = {f.name: masked(getattr(part, f.name)) for f in fields(part)}
        return replace(part, **changed)
    return part


@lru_cache(maxsize=100_000)
def _text(text: str) -> str:
    return _LONE.sub("\ufffd", mask(text))

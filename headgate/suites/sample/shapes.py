"""What texts of a column have in common, as a regular expression that RE2, Java and Python read alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

_KNOWN = (
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    r"[0-9a-f]{64}",
    r"[0-9a-f]{40}",
    r"[0-9a-f]{32}",
    r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}",
    r"https?://[^\s]+",
    r"\+[0-9]{7,15}",
    r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}",
)
_LAST = (r"[^\s]+( [^\s]+)+",)
"""Tried where nothing closer fits: at least two words."""
_CODES = ("[0-9]", "[0-9a-f]", "[a-z0-9]", "[A-Z0-9]", "[A-Za-z0-9]")
"""Characters of codes that all have one length."""
_LEAST_CODE = 6
_LONGEST = 200
_FEWEST = 20
_MOST_RUNS = 12


def shape_of(texts: Sequence[str]) -> str:
    """An expression that each of the texts matches as a whole; empty where they share no form, or are too few.

    >>> shape_of([f"ORD-{n:05d}" for n in range(100)])
    'ORD-[0-9]{5}'
    """
    if len(texts) < _FEWEST or any(len(text) > _LONGEST for text in texts):
        return ""
    for pattern in _KNOWN:
        if all(re.fullmatch(pattern, text) for text in texts):
            return pattern
    runs = _runs_of(texts)
    if runs and "+" not in runs:
        return runs
    lengths = {len(text) for text in texts}
    if len(lengths) == 1 and min(lengths) >= _LEAST_CODE:
        for characters in _CODES:
            if all(re.fullmatch(f"{characters}+", text) for text in texts) and any(map(_has_digit, texts)):
                return f"{characters}{{{len(texts[0])}}}"
    if runs:
        return runs
    return next((pattern for pattern in _LAST if all(re.fullmatch(pattern, text) for text in texts)), "")


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _runs_of(texts: Sequence[str]) -> str:
    """The classes of characters in their order, where all texts have the same ones; fixed lengths where they do.

    Words alone are no form: the next one may have a capital within.
    """
    split = [_classes(text) for text in texts]
    first = split[0]
    if not first or len(first) > _MOST_RUNS or any([k for k, _ in one] != [k for k, _ in first] for one in split):
        return ""
    if len(first) == 1 and first[0][0] != "[0-9]" and len({len(text) for text in texts}) > 1:
        return ""
    parts = []
    for place, (kind, sample) in enumerate(first):
        written = {one[place][1] for one in split}
        lengths = {len(text) for text in written}
        if len(written) == 1:
            parts.append(re.escape(sample).replace(r"\-", "-").replace(r"\ ", " "))
        elif len(lengths) == 1:
            length = lengths.pop()
            parts.append(f"{kind}{{{length}}}" if length > 1 else kind)
        else:
            parts.append(f"{kind}+")
    told = any(
        (part.startswith("[0-9]") and not part.endswith("+")) or (part[0] not in "[ " and not part[0].isalnum())
        for part in parts
    )
    return "".join(parts) if told else ""


def _classes(text: str) -> list[tuple[str, str]]:
    return [(kind, "".join(run)) for kind, run in groupby(text, key=_class)]


def _class(character: str) -> str:
    if character.isascii():
        if character.isdigit():
            return "[0-9]"
        if character.isalpha():
            return "[A-Z]" if character.isupper() else "[a-z]"
    return re.escape(character).replace(r"\-", "-").replace(r"\ ", " ")

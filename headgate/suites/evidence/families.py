"""Types as they are written in DDL, contracts and properties files, as the families that rules speak of."""

from __future__ import annotations

import re

_FAMILIES = (
    (re.compile(r"^(timestamp|datetime|smalldatetime)"), "timestamp"),
    (re.compile(r"^date$"), "date"),
    (re.compile(r"^bool|^bit$"), "boolean"),
    (re.compile(r"^(tiny|small|medium|big|huge|u)?int|^(big|small)?serial|^long$|^integer|^int\d*$"), "integer"),
    (re.compile(r"^(numeric|decimal|number|double|float|real|money|bignumeric)"), "number"),
    (re.compile(r"char|^text|^string|^uuid|^citext|^clob"), "text"),
)
_SCALE = re.compile(r"^(?:numeric|decimal|number)\s*\(\s*\d+\s*(?:,\s*0\s*)?\)$")


def family_of(written: str) -> str:
    """The family of a type; empty where it is none that is looked at.

    >>> family_of("NUMBER(38,0)"), family_of("timestamp_ntz"), family_of("varchar(20)"), family_of("array<int>")
    ('integer', 'timestamp', 'text', '')
    """
    folded = written.strip().lower()
    if not folded or len(folded) > 60 or "<" in folded or "[" in folded:
        return ""
    if _SCALE.match(folded):
        return "integer"
    return next((family for pattern, family in _FAMILIES if pattern.search(folded)), "")

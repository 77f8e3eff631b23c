"""How near a remembered decision is to a finding: rule and scope first, then entity or code; words count nothing."""

from __future__ import annotations

import re
from enum import IntEnum
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from headgate.evidence import EvidenceKind
from headgate.finding import Finding, normalise_code
from headgate.secrets import mask
from knowledge.entry import Entry

_LONGEST = 300
_TEXT = re.compile(r"'[^'\n]{0,500}'|\"[^\"\n]{0,500}\"")
_NUMBER = re.compile(r"(?<![\w.])\d[\d_.]*(?![\w.])")


class Nearness(IntEnum):
    """Farthest first."""

    NONE = 0
    SCOPE = 1
    """The same rule, in a place that the decision speaks of."""
    ALIKE = 2
    """And the same entity or the same code but for its literals."""
    SAME = 3
    """The very finding."""


def nearness(entry: Entry, finding: Finding, repository: str) -> Nearness:
    """How near the decision `entry` is to `finding` in `repository`."""
    if entry.repository != repository or finding.rule not in entry.rules:
        return Nearness.NONE
    if entry.fingerprint and entry.fingerprint == finding.fingerprint:
        return Nearness.SAME
    if not fnmatchcase(finding.location.path, entry.scope or entry.path):
        return Nearness.NONE
    code = shape(finding)
    alike = (entry.entity and entry.entity == finding.entity) or (code and entry.code == code)
    return Nearness.ALIKE if alike else Nearness.SCOPE


def shape(finding: Finding) -> str:
    """The quoted code of a finding with its literals left out, secrets masked; empty where it quotes none."""
    quoted = next((e.text for e in finding.evidence if e.kind is EvidenceKind.QUOTE and e.location), "")
    folded = _NUMBER.sub("?", _TEXT.sub("?", mask(normalise_code(quoted)).lower()))
    return folded[:_LONGEST]


def usual_scope(path: str) -> str:
    """What a decision on a finding at `path` speaks of when nobody says: its folder; at the root, the file alone.

    >>> usual_scope("models/tmp/a.sql"), usual_scope("a.sql")
    ('models/tmp/*', 'a.sql')
    """
    folder = PurePosixPath(path).parent.as_posix()
    return path if folder == "." else f"{folder}/*"

"""A fault that was found, and how sure it is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from headgate.evidence import Evidence
from headgate.fix import Fix
from headgate.location import Location


class Level(StrEnum):
    """How much a finding matters, in SARIF's words."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        return ("note", "warning", "error").index(self.value)


class Proof(StrEnum):
    """How a finding came to be known, strongest first."""

    EXECUTED = "executed"
    """A witness was run: a record decoded, a query answered."""
    DERIVED = "derived"
    """Follows from parsed facts."""
    MATCHED = "matched"
    """Code of a known bad form."""
    ARGUED = "argued"
    """A model's reading whose quotes were found."""

    @property
    def highest_level(self) -> Level:
        """The level a finding with this proof may have at most: only shown things fail a check."""
        return Level.ERROR if self in (Proof.EXECUTED, Proof.DERIVED) else Level.WARNING


class State(StrEnum):
    """A finding against the base of the change (SARIF's baseline state, in the words of a review)."""

    INTRODUCED = "introduced"
    PRE_EXISTING = "pre-existing"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place."""

    rule: str
    """`specialist/what-is-wrong`."""
    level: Level
    proof: Proof
    message: str
    """One or two sentences: what is wrong here, and what follows from it."""
    location: Location
    entity: str
    """What the fault is about, in a form that survives edits: a model, a column, a function."""
    evidence: tuple[Evidence, ...] = ()
    fix: Fix | None = None
    related: tuple[Location, ...] = ()
    """Other places that the fault reaches, such as downstream readers."""
    state: State = State.INTRODUCED
    fingerprint: str = ""
    notes: tuple[str, ...] = ()
    """Said of the finding by the review: lowered by memory, seen by a juror, suppressed."""
    suppression: str = ""
    """The reason that a comment or a waiver of the base gives for silence; see `headgate.rules.suppress`, `waivers`."""

    @property
    def specialist(self) -> str:
        return self.rule.split("/", 1)[0]

    def with_fingerprint(self, code: str) -> Finding:
        """The same finding, fingerprinted from rule, path, entity and normalised code.

        Never from a line number or from prose, so it survives moved lines, rebases and re-worded
        messages.
        """
        parts = (self.rule, self.location.path, self.entity, normalise_code(code))
        digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        return replace(self, fingerprint=digest)


_SPACE = re.compile(r"\s+")
_RUN_ID = re.compile(r"(?<=[\w)\]])#\d+L?\b|\[(?:plan_)?id=#?\d+\]")
"""What Spark numbers anew in each plan that it prints."""
_SILENCER = re.compile(r"(?:--|#|//)\s*headgate:\s*ignore\[[^\n]*")


def normalise_code(code: str) -> str:
    """Code with all runs of white space folded, without comments that silence a rule and the ids of printed plans.

    >>> normalise_code("a  =\\n\\tb "), normalise_code("Filter (day#165 > 5)")
    ('a = b', 'Filter (day > 5)')
    """
    return _SPACE.sub(" ", _RUN_ID.sub("", _SILENCER.sub("", code))).strip()

"""What a finding rests on. A claim without evidence that can be read again is not published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from headgate.location import Location


class EvidenceKind(StrEnum):
    """The kinds of evidence, named for what a reader can do with them."""

    QUOTE = "quote"
    """Text that stands, to the byte, at `location`."""
    LINEAGE = "lineage"
    """A path through the pipeline graph, one hop a line."""
    SCHEMA_DIFFERENCE = "schema-difference"
    WITNESS = "witness"
    """The smallest record or row that shows the fault."""
    PLAN_NODE = "plan-node"
    METRIC = "metric"
    EXECUTION = "execution"
    """What a run of the witness or the query answered."""
    READERS = "readers"
    """Who reads what was changed, one a line, with file and line."""
    SAFE_SEQUENCE = "safe-sequence"
    """Statements, in order, that reach the same end without the harm."""
    DOCUMENT = "document"
    """A specification or manual that settles the question."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence."""

    kind: EvidenceKind
    text: str
    location: Location | None = None


def quote(location: Location, text: str) -> Evidence:
    """Evidence that `text` stands at `location`."""
    return Evidence(EvidenceKind.QUOTE, text, location)

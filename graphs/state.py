"""The state of a review: small, plain, with references to what the run folder keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import add
from typing import Annotated, TypedDict

from agents.charges import Charge
from agents.council.measures import Measures
from agents.gate import Passed
from headgate.gap import Gap


class Assignment(TypedDict):
    """Files for one specialist."""

    specialist: str
    """Its name, or several joined by `+` that share a prompt."""
    paths: list[str]
    review: str
    """Reference of the analyzers' `Review`, with what is remembered of it."""
    tokens: int
    """Of what it is shown."""


class Summons(TypedDict):
    """Claims for one jury."""

    cases: str
    """Reference of the `Cases`."""
    claims: list[int]
    """Places among them."""


class ReviewState(TypedDict, total=False):
    """References are content hashes in the run folder."""

    run: str
    review: str
    """The analyzers' `Review`."""
    assignments: list[Assignment]
    proposals: Annotated[list[str], add]
    docket: str
    cases: str
    """The `Cases` that come before the council."""
    summons: list[Summons]
    judged: Annotated[list[str], add]
    tallied: str
    """The `Review` with what holds of the claims."""
    remedied: str
    final: str


@dataclass(frozen=True, slots=True)
class Docket:
    """What the gate let through, and what it did not."""

    passed: tuple[Passed, ...]
    gaps: tuple[Gap, ...]
    explanations: tuple[tuple[str, str], ...] = ()
    """Name of what the change reaches, and why it matters here in a specialist's words."""


@dataclass(frozen=True, slots=True)
class Cases:
    """What comes before the council, and what was known of its jurors when it did."""

    claims: tuple[Charge, ...]
    measures: Measures = field(default_factory=Measures)
    gaps: tuple[Gap, ...] = ()

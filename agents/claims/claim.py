"""What a claim is, and what checking it can come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agents.candidates import Claim
from agents.tools.workspace import Workspace
from headgate.evidence import Evidence, EvidenceKind


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check came to."""

    stands: bool | None
    """None where the facts at hand do not tell."""
    why: str
    """One clause."""
    evidence: Evidence | None = None


Check = Callable[[Claim, Workspace], Outcome]
"""Raises `CannotAnswerError` or `HeadgateError` where the claim names what is not there."""


def stands(why: str, kind: EvidenceKind = EvidenceKind.SCHEMA_DIFFERENCE) -> Outcome:
    """The facts say so as well; `why` is shown as evidence."""
    return Outcome(True, why, Evidence(kind, why))


def refuted(why: str) -> Outcome:
    """The facts say otherwise."""
    return Outcome(False, why)


def untold(why: str) -> Outcome:
    """The facts do not tell."""
    return Outcome(None, why)

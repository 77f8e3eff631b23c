"""Tests that are there and protect from nothing: what can never fail, and what stops nothing when it does."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.location import Location


@dataclass(frozen=True, slots=True)
class Weak:
    """One such test."""

    location: Location
    dataset: str
    test: str
    """As a reader would find it: `accepted_values on status`."""
    why: str

"""What a trial says of a fix."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One part of a trial."""

    trouble: str = ""
    """Why the fix fails, as a clause; empty where it does not."""
    said: str = ""
    """What was tried and seen, as a clause; empty where nothing could be tried."""
    witness: str = ""
    """Rows or a record, before the fix and after it."""

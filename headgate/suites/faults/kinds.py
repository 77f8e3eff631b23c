"""The kinds of fault, and one fault as it is put in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What went wrong with the data."""

    NULLS = "values missing"
    DUPLICATES = "rows doubled"
    ORPHANS = "keys that point nowhere"
    OUT_OF_RANGE = "numbers out of range"
    UNIT = "another unit (x100)"
    SWAPPED = "columns swapped"
    TRUNCATED = "text cut off"
    STALE = "dates too old"
    DROPPED = "rows lost"
    CATEGORY = "another category"
    TOTALS = "totals that no longer add up"
    TIME_ZONE = "another time zone"
    DRIFT = "another type"


@dataclass(frozen=True, slots=True)
class Fault:
    """One injected fault."""

    number: int
    kind: FaultKind
    dataset: str
    columns: tuple[str, ...]
    """The columns whose values differ; none where rows come or go."""
    text: str
    query: str
    """SQL of DuckDB that gives the table with the fault; `{ranked}` is the table with a rank for each row."""

    @property
    def of_rows(self) -> bool:
        return not self.columns

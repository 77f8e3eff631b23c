"""Which faults a check claims to catch, and which dimension of quality a fault harms."""

from __future__ import annotations

from collections.abc import Mapping

from headgate.suites.checks import (
    Accepted,
    Between,
    Check,
    Fresh,
    Holds,
    Longer,
    Matches,
    Measure,
    NoRows,
    NotNull,
    Refers,
    Types,
    Unique,
)
from headgate.suites.faults.kinds import FaultKind as Kind
from headgate.suites.rule import Dimension

_TEXTS = frozenset((Kind.TRUNCATED, Kind.SWAPPED, Kind.CATEGORY, Kind.ORPHANS))
_VALUES = frozenset((Kind.OUT_OF_RANGE, Kind.UNIT, Kind.SWAPPED, Kind.STALE, Kind.TIME_ZONE, Kind.TOTALS))
CLAIMS: Mapping[type[Check], frozenset[Kind]] = {
    Types: frozenset((Kind.DRIFT, Kind.SWAPPED)),
    NotNull: frozenset((Kind.NULLS,)),
    Unique: frozenset((Kind.DUPLICATES, Kind.TRUNCATED, Kind.CATEGORY)),
    Accepted: _TEXTS,
    Between: _VALUES,
    Matches: _TEXTS,
    Longer: _TEXTS,
    Refers: frozenset((Kind.ORPHANS, Kind.DROPPED, Kind.TRUNCATED, Kind.SWAPPED, Kind.CATEGORY)),
    Holds: _VALUES | {Kind.NULLS, Kind.CATEGORY},
    Measure: frozenset(Kind) - {Kind.DRIFT, Kind.DUPLICATES},
    Fresh: frozenset((Kind.STALE, Kind.DROPPED, Kind.TIME_ZONE)),
    NoRows: frozenset(Kind) - {Kind.DRIFT},
}
HARMS: Mapping[Kind, Dimension] = {
    Kind.NULLS: Dimension.COMPLETENESS,
    Kind.DUPLICATES: Dimension.UNIQUENESS,
    Kind.ORPHANS: Dimension.CONSISTENCY,
    Kind.OUT_OF_RANGE: Dimension.VALIDITY,
    Kind.UNIT: Dimension.ACCURACY,
    Kind.SWAPPED: Dimension.ACCURACY,
    Kind.TRUNCATED: Dimension.VALIDITY,
    Kind.STALE: Dimension.TIMELINESS,
    Kind.DROPPED: Dimension.COMPLETENESS,
    Kind.CATEGORY: Dimension.VALIDITY,
    Kind.TOTALS: Dimension.CONSISTENCY,
    Kind.TIME_ZONE: Dimension.TIMELINESS,
    Kind.DRIFT: Dimension.VALIDITY,
}

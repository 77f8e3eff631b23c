"""How a dimension keeps what changes, and whether those who join it fit that.

Source: Kimball and Ross, "The Data Warehouse Toolkit", chapter 5, slowly changing dimension types 0 to 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from headgate.dataset import DatasetId
from headgate.design.review.columns import validity
from headgate.design.review.reading import TableJoin
from headgate.design.review.subject import Subject

_CURRENT = ("is_current", "current_flag", "dbt_valid_to")


@dataclass(frozen=True, slots=True)
class History:
    """The type of slowly changing dimension that the code makes."""

    type: int | None
    """None where it cannot be told."""
    reason: str


@dataclass(frozen=True, slots=True)
class JoinedBy:
    """How a table joins a dimension."""

    reader: str
    how: str
    fits: bool | None
    """None where it cannot be told."""
    path: str
    line: int


def history_of(subject: Subject, known: Mapping[DatasetId, Subject]) -> History:
    """What happens to a row of a dimension whose source changes."""
    if subject.kind == "seed":
        return History(0, "a seed: its rows change with the repository")
    names = subject.names
    kept = validity(names)
    previous = sorted(name for name in names if name.startswith(("previous_", "prior_", "prev_", "original_")))
    current = sorted(name for name in names if name.startswith("current_") and name.removeprefix("current_") in names)
    if subject.kind == "snapshot":
        return History(2, "a dbt snapshot keeps every version")
    if len(kept) >= 2 or any(name in kept for name in ("is_current", "dbt_valid_from")):
        if current:
            return History(
                6, f"versions ({', '.join(sorted(kept)[:2])}) with what is true now beside them ({current[0]})"
            )
        return History(2, f"versions, by {' and '.join(sorted(kept)[:2])}")
    if previous and any(name.split("_", 1)[1] in names for name in previous):
        return History(3, f"the value before stands beside the present one ({previous[0]})")
    snapshots = sorted(
        one.name for table in subject.reads if (one := known.get(table)) is not None and one.kind == "snapshot"
    )
    if snapshots:
        return History(1, f"of the versions in {snapshots[0]} only the present one is passed on")
    how = str(subject.settings.get("materialized") or "")
    if how == "incremental":
        if subject.settings.get("unique_key"):
            return History(1, "an incremental model with a unique_key: a changed row is written over")
        return History(None, "an incremental model without a unique_key: what a changed row does is not told")
    if subject.kind == "model":
        return History(1, "built anew each time from what the sources say now")
    return History(None, "nothing tells how its rows are kept")


def joined_by(subject: Subject, history: History, readers: Sequence[tuple[Subject, TableJoin]]) -> Iterator[JoinedBy]:
    """How each reader joins a dimension, and whether that fits its type."""
    kept = validity(subject.names)
    keys = [key.columns for key in subject.keys if len(key.columns) == 1 and not key.columns & kept]
    for reader, join in readers:
        on = set(join.right.columns)
        asked = set(join.condition.split(", ")) if join.condition else set()
        if history.type not in (2, 6):
            yield JoinedBy(reader.name, f"by {', '.join(sorted(on)) or 'a condition'}", True, reader.path, join.line)
        elif asked & set(_CURRENT) and len(asked & kept) <= 1:
            yield JoinedBy(
                reader.name, "by the present version: what was true then is not asked", True, reader.path, join.line
            )
        elif asked & kept or on & kept:
            yield JoinedBy(
                reader.name,
                f"by the version of the day ({', '.join(sorted((asked | on) & kept))})",
                True,
                reader.path,
                join.line,
            )
        elif any(key <= on for key in keys):
            yield JoinedBy(
                reader.name, f"by the key of a version ({', '.join(sorted(on))})", True, reader.path, join.line
            )
        elif join.left is None and not on:
            yield JoinedBy(reader.name, "by a condition that is not understood", None, reader.path, join.line)
        else:
            yield JoinedBy(
                reader.name,
                f"by {', '.join(sorted(on))} alone, which all versions share",
                False,
                reader.path,
                join.line,
            )

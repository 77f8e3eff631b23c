"""Two relations beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from headgate.impact.query.relation import Relation


@dataclass(frozen=True, slots=True)
class QueryChange:
    """How the answer of a query changes."""

    rows: bool = False
    """Other rows may come out, or the one row of an aggregate is made of other rows, beyond what changed values
    alone explain."""
    merged: bool = False
    """Other rows may come out, but only because changed values are merged by a UNION or kept apart."""
    order: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    """Column to `added`, `removed` or `modified`."""

    @property
    def harmful(self) -> tuple[str, ...]:
        """Columns that are gone or have other values."""
        return tuple(name for name, what in self.columns.items() if what != "added")

    @property
    def nothing(self) -> bool:
        return not (self.rows or self.merged or self.order or self.columns)


def compare(old: Relation, new: Relation) -> QueryChange:
    """What changes from `old` to `new`, as far as their texts tell."""
    before, after = dict(old.columns), dict(new.columns)
    columns = {}
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            columns[name] = "removed"
        elif name not in before:
            columns[name] = "added"
        elif before[name] != after[name]:
            columns[name] = "modified"
    rows = old.rows != new.rows or old.counted != new.counted
    merged = rows and bool(columns) and bool(old.unmerged) and old.unmerged == new.unmerged
    return QueryChange(rows and not merged, merged, old.order != new.order, columns)

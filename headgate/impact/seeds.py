"""Seeds: tables whose content stands in the repository, so that every value of them is known."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from headgate.dataset import DatasetId
from headgate.facts.dbt.seeds import delimiter
from headgate.facts.dbt.view import models_of
from headgate.facts.project import Project

_MOST_CHARACTERS = 5_000_000


@dataclass(frozen=True)
class Seed:
    """One CSV file as dbt loads it."""

    path: str
    text: str
    types: str = ""
    """`column_types` of its configuration."""

    @cached_property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The rows without the header; none where the file is too large or no CSV."""
        return self._read[1]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return self._read[0]

    @cached_property
    def _read(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        if len(self.text) > _MOST_CHARACTERS:
            return (), ()
        mark = delimiter(self.text.split("\n", 1)[0])
        try:
            rows = [tuple(row) for row in csv.reader(io.StringIO(self.text), delimiter=mark) if row]
        except csv.Error:
            return (), ()
        return (tuple(name.strip().lower() for name in rows[0]), tuple(rows[1:])) if rows else ((), ())

    def values(self, column: str) -> tuple[str, ...]:
        """What stands in `column`, line by line."""
        place = self.columns.index(column)
        return tuple(line[place] if place < len(line) else "" for line in self.lines)

    @cached_property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """Columns that have another value in every line."""
        found = []
        for column in self.columns:
            values = self.values(column)
            # dbt may read 1 and 1.0, or TRUE and true, as the same value.
            same = {_loosely(value) for value in values if value}
            if values and len(same) == sum(bool(value) for value in values):
                found.append((column,))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class SeedChange:
    """How the head's content differs from the base's, line by line."""

    rows: bool
    """There are more or fewer lines."""
    columns: frozenset[str]
    """Those that are on both sides and hold other values."""


def seeds_of(project: Project) -> dict[DatasetId, Seed]:
    """The seeds of a project."""
    found = {}
    for model in models_of(project):
        text = project.snapshot.text_of(model.path) if model.node.kind == "seed" and not model.disabled else None
        if text is not None:
            found[model.dataset] = Seed(model.path, text, str(model.setting("column_types") or ""))
    return found


def changed_seeds(base: Mapping[DatasetId, Seed], head: Mapping[DatasetId, Seed]) -> dict[DatasetId, SeedChange]:
    """The seeds of both sides whose content differs; the order of lines does not count."""
    return {d: change for d in base if d in head and (change := _change(base[d], head[d])) is not None}


def _change(old: Seed, new: Seed) -> SeedChange | None:
    if old.text == new.text and old.types == new.types:
        return None
    both = [name for name in old.columns if name in new.columns]
    if not both or old.types != new.types:
        return SeedChange(len(old.lines) != len(new.lines), frozenset(both))
    if Counter(_only(old, both)) == Counter(_only(new, both)):
        return None if len(both) == len(old.columns) == len(new.columns) else SeedChange(False, frozenset())
    changed = frozenset(name for name in both if old.values(name) != new.values(name))
    return SeedChange(len(old.lines) != len(new.lines), changed)


def _only(seed: Seed, columns: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(seed.values(name) for name in columns), strict=True)


def _loosely(value: str) -> str:
    text = value.strip().lower()
    try:
        return str(float(text))
    except ValueError:
        return text

"""Migrations that a change adds, as rules are offered them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from headgate.change import Status
from headgate.dataset import DatasetId, table
from headgate.facts.project import Project
from headgate.facts.sql.order import in_order
from headgate.facts.sql.undo import forward, undoes
from headgate.gap import Gap, GapKind
from headgate.impact.comparison import Comparison
from headgate.impact.compat.change import Compatibility, Profile, SchemaChange
from headgate.impact.compat.compare import compare
from headgate.impact.compat.ddl import tables_after
from headgate.impact.compat.ddl.columns import Tables
from headgate.impact.compat.migration import formatted
from headgate.impact.compat.migration.engine import engine_of, hints
from headgate.impact.compat.migration.fresh import in_use, tables_made
from headgate.impact.compat.migration.order import declares
from headgate.impact.compat.migration.translated import of_changelog, run_before, sql_of
from headgate.impact.consumers import Consumer, consumers_of_change, same_table
from headgate.source.kinds import Kind

_MAX_BYTES = 2_000_000
_MOST_GAPS = 5
"""Of one migration; the first ones show what it is that is not understood."""


@dataclass(frozen=True)
class Migration:
    """A new migration beside those that ran before it."""

    path: str
    text: str
    """SQL; of a migration in another language the SQL that it stands for, each statement on its own lines."""
    earlier: str
    """The migrations of its folder whose names sort before its own, one after the other."""
    dialect: str
    """sqlglot's name; empty where nothing tells."""
    comparison: Comparison
    is_sql: bool = True
    """Whether `text` is the file's own text, so that it can be edited."""
    written: str = ""
    """The texts that `text` and `earlier` were made from, where that is no SQL."""
    fresh: frozenset[str] = frozenset()
    """Tables that migrations before it make, in the same change."""
    _judged: dict[str, Compatibility] = field(default_factory=dict, compare=False)

    def judged(self, profile: str) -> Compatibility:
        """The verdict by the rules of `profile`; worked out once."""
        if profile not in self._judged:
            dialect = self.engine if profile == Profile.DDL_LOCK else self.dialect
            found = compare("ddl", self.earlier, self.text, profile, dialect)
            self._judged[profile] = in_use(found, self.fresh)
            self.comparison.gaps.extend(
                Gap(self.path, "migration", why, GapKind.UNRESOLVED) for why in found.unknown[:_MOST_GAPS]
            )
        return self._judged[profile]

    @cached_property
    def engine(self) -> str:
        """The database that it is written for, as far as its locks are known; else empty."""
        told = engine_of(self.dialect, f"{self.text}\n{self.written}", self.earlier)
        return told or ("" if self.dialect else engine_of("", hints(self.comparison.head.snapshot), ""))

    @cached_property
    def locks(self) -> tuple[SchemaChange, ...]:
        """Statements that hold up a table in use; none where nothing tells which database runs them."""
        return self.judged(Profile.DDL_LOCK).changes if self.engine else ()

    @cached_property
    def before(self) -> Tables:
        """The tables as the earlier migrations leave them, as far as these are understood."""
        return tables_after(self.earlier, self.dialect)

    @cached_property
    def after(self) -> Tables:
        """The tables as this migration leaves them."""
        return tables_after(f"{self.earlier};\n{self.text}", self.dialect)

    def consumers(self, name: str, column: str = "") -> tuple[Consumer, ...]:
        """Who reads the table called `name`, or a column of it, with or without its schema."""

        def named(side: Project) -> list[DatasetId]:
            return [*same_table(side.graph, table(name)), table(name)]

        return consumers_of_change(self.comparison, named, column, self.path)


def migrations(comparison: Comparison) -> Iterator[Migration]:
    """Each migration that the change adds next to others or on its own, in order; what takes one back is left out."""
    fresh: set[str] = set()
    found = list(_added(comparison))
    for one in found:
        yield replace(one, fresh=frozenset(fresh))
        if len(found) > 1:
            fresh |= tables_made(one.text, one.dialect)


def _added(comparison: Comparison) -> Iterator[Migration]:
    settings = comparison.head.settings
    for path, change in sorted(comparison.change.files.items(), key=lambda one: in_order(one[0])):
        if change.status is Status.REMOVED or undoes(path):
            continue
        facts = comparison.head.files.get(path)
        is_sql = facts is not None and Kind.SQL in facts.kinds
        if facts is not None and is_sql and (change.status is Status.ADDED or _is_formatted(comparison, path)):
            read_as = next((one.dialect for one in facts.statements if one.dialect), settings.dialect)
            yield from _of_sql(comparison, path, change.old_path or path, read_as)
        elif change.status is Status.ADDED or path.endswith((".xml", ".yaml", ".yml")):
            made = sql_of(comparison, path)
            if made is not None:
                text, before, written = made
                yield Migration(path, text, before[-_MAX_BYTES:], settings.dialect, comparison, False, written)


def _is_formatted(comparison: Comparison, path: str) -> bool:
    return formatted.is_formatted(path, comparison.head.snapshot.text_of(path) or "")


def _of_sql(comparison: Comparison, path: str, old_path: str, dialect: str) -> Iterator[Migration]:
    snapshot = comparison.head.snapshot
    text = snapshot.text_of(path)
    if text is None or (declares(snapshot.paths, path) and not formatted.is_formatted(path, text)):
        return
    before = [of_changelog(one, snapshot.text_of(one) or "") for one in run_before(snapshot, path)]
    new = forward(path, text)
    if formatted.is_formatted(path, text):
        old = comparison.base.snapshot.text_of(old_path) or ""
        before.append(old)
        new = formatted.without(new, {one.id for one in formatted.changesets(old)})
    yield Migration(path, new, ";\n".join(before)[-_MAX_BYTES:], dialect, comparison)

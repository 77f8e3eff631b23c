"""What must agree along a reference: sums of the children, copies of the parent's values, the order of times."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import exp

from headgate.suites.candidates.arithmetic import tolerance_of
from headgate.suites.candidates.chance import LEAST_BROKEN, LEAST_ROWS
from headgate.suites.candidates.pairs import is_identifier
from headgate.suites.checks import NoRows
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule
from headgate.suites.sample.door import Database
from headgate.suites.sample.profile import ColumnProfile, TableProfile
from headgate.suites.sql import quoted

_MOST_NUMBERS = 6
_MOST_COPIES = 12
_FEW_CHILDREN = 8.0


class _Along:
    """The two tables of a reference, as SQL."""

    def __init__(
        self, database: Database, child: TableProfile, column: ColumnProfile, parent: TableProfile, key: ColumnProfile
    ) -> None:
        self.database, self.child, self.column, self.parent, self.key = database, child, column, parent, key

    def count(self, query: str) -> int:
        filled = query.replace("{this}", quoted(self.child.name)).replace("{other}", quoted(self.parent.name))
        return int(str(self.database.one(f"select count(*) from ({filled}) as found")[0]))

    def joined(self, condition: str) -> str:
        """Children with their parents, where a condition is met."""
        return (
            f"select child.* from {{this}} as child join {{other}} as parent "
            f"on child.{quoted(self.column.name)} = parent.{quoted(self.key.name)} where {condition}"
        )

    def mismatched(self, condition: str) -> int:
        """Rows that would meet a condition if each child had the parent that stands half the table away."""
        key, rows = quoted(self.key.name), self.parent.rows
        query = (
            f"select 1 from {{this}} as child "
            f"join (select {key} as headgate_key, row_number() over () - 1 as headgate_row from {{other}}) as own "
            f"on child.{quoted(self.column.name)} = own.headgate_key "
            f"join (select *, row_number() over () - 1 as headgate_row from {{other}}) as parent "
            f"on parent.headgate_row = (own.headgate_row + {rows // 2 + 1}) % {rows} where {condition}"
        )
        return self.count(query)

    def rule(
        self, query: str, words: str, columns: tuple[str, ...], others: tuple[str, ...], dimension: Dimension, seen: str
    ) -> Rule:
        check = NoRows(query, words, columns, self.parent.name, others)
        ground = Ground(GroundKind.PROFILE, seen)
        return Rule(self.child.name, check, dimension, Layer.REFERENTIAL, (ground,))


def agreements(
    database: Database, child: TableProfile, column: ColumnProfile, parent: TableProfile, key: ColumnProfile
) -> Iterator[Rule]:
    """Rules that hold along `child.column = parent.key`."""
    if child.name == parent.name or child.rows < LEAST_ROWS:
        return
    along = _Along(database, child, column, parent, key)
    yield from _all_have(along)
    yield from _sums(along)
    yield from _copies(along)
    yield from _later(along)


def _all_have(along: _Along) -> Iterator[Rule]:
    """No parent without a child, where chance would leave some without."""
    mean = along.child.rows / max(1, along.parent.rows)
    bare = along.parent.rows * exp(-mean)
    if bare < LEAST_BROKEN or mean > _FEW_CHILDREN:
        return
    column, key = quoted(along.column.name), quoted(along.key.name)
    query = (
        f"select parent.* from {{other}} as parent left join {{this}} as child "
        f"on child.{column} = parent.{key} where child.{column} is null"
    )
    if not along.count(query):
        words = f"every {along.parent.name}.{along.key.name} has a row here"
        seen = f"so for all {along.parent.rows:,}; by chance about {bare:.0f} would have none"
        yield along.rule(query, words, (along.column.name,), (along.key.name,), Dimension.COMPLETENESS, seen)


def _sums(along: _Along) -> Iterator[Rule]:
    """A number of the parent is the sum, or the count, of its children."""
    totals = [c for c in along.parent.columns if c.numeric and c.distinct > 2 and not is_identifier(c)][:_MOST_NUMBERS]
    parts = [c for c in along.child.columns if c.numeric and c.distinct > 1 and not is_identifier(c)][:_MOST_NUMBERS]
    column, key = quoted(along.column.name), quoted(along.key.name)
    forms: list[tuple[str, str, tuple[str, ...]]] = [("count(*)", "the number of rows here", ())]
    forms += [(f"sum({quoted(c.name)})", f"the sum of {c.name}", (c.name,)) for c in parts]
    forms += [
        (f"sum({quoted(a.name)} * {quoted(b.name)})", f"the sum of {a.name} * {b.name}", (a.name, b.name))
        for a, b in combinations(parts, 2)
    ]
    for total in totals:
        tolerance = tolerance_of(along.database, along.parent.name, total)
        value = f"parent.{quoted(total.name)}"
        for form, words, columns in forms:
            near = f"abs({value} - summed.amount) <= {tolerance!r} * 1.01"
            summed = f"(select {column} as headgate_key, {form} as amount from {{this}} group by 1) as summed"
            joined = f"from {{other}} as parent join {summed} on summed.headgate_key = parent.{key}"
            if along.count(f"select 1 {joined} limit 40") < LEAST_ROWS or along.count(
                f"select 1 {joined} where not {near}"
            ):
                continue
            rows = along.count(f"select 1 {joined} where {near}")
            query = f"select parent.* {joined} where not {near}"
            told = f"{along.parent.name}.{total.name} is {words}, within {tolerance:g}"
            seen = f"so for all {rows:,} rows of {along.parent.name} that have any"
            used = (along.column.name, *columns)
            yield along.rule(query, told, used, (along.key.name, total.name), Dimension.ACCURACY, seen)
            break


def _copies(along: _Along) -> Iterator[Rule]:
    """A column that repeats what the parent says."""
    pairs = [
        (mine, theirs)
        for mine in along.child.columns
        for theirs in along.parent.columns
        if mine.family == theirs.family
        and (mine.name == theirs.name or (mine.family == "number" and not is_identifier(mine)))
        and mine.name != along.column.name
        and theirs.name != along.key.name
        and mine.distinct > 1
        and theirs.distinct > 1
    ][:_MOST_COPIES]
    for mine, theirs in pairs:
        differ = f"child.{quoted(mine.name)} <> parent.{quoted(theirs.name)}"
        if along.count(along.joined(differ)) or along.mismatched(differ) < LEAST_BROKEN:
            continue
        rows = along.count(along.joined(f"child.{quoted(mine.name)} = parent.{quoted(theirs.name)}"))
        if rows >= LEAST_ROWS:
            words = f"{mine.name} is the {theirs.name} of its row in {along.parent.name}"
            seen = f"so in all {rows:,} rows of the sample"
            used = (along.column.name, mine.name)
            yield along.rule(
                along.joined(differ), words, used, (along.key.name, theirs.name), Dimension.CONSISTENCY, seen
            )


def _later(along: _Along) -> Iterator[Rule]:
    """A time that never lies before, or never after, one of the parent."""
    mine = [c for c in along.child.columns if c.temporal and c.distinct > 1][:4]
    theirs = [c for c in along.parent.columns if c.temporal and c.distinct > 1][:4]
    for here in mine:
        for there in theirs:
            for wrong, words in (("<", "not before"), (">", "not after")):
                one, two = f"child.{quoted(here.name)}", f"parent.{quoted(there.name)}"
                if here.family != there.family:
                    one, two = f"cast({one} as date)", f"cast({two} as date)"
                broken = f"{one} {wrong} {two}"
                if along.count(along.joined(broken)):
                    continue
                rows = along.count(along.joined(f"not {broken}"))
                chance = along.mismatched(broken)
                if rows >= LEAST_ROWS and chance >= LEAST_BROKEN:
                    told = f"{here.name} is {words} {there.name} of its row in {along.parent.name}"
                    seen = f"so in all {rows:,} rows of the sample; in {chance:,} it would not with another row's"
                    used = (along.column.name, here.name)
                    others = (along.key.name, there.name)
                    query = along.joined(broken)
                    yield along.rule(query, told, used, others, Dimension.CONSISTENCY, seen)

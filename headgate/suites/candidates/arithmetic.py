"""Sums and products between the numbers of a row: total = quantity * price - discount, within rounding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from headgate.suites.candidates.chance import LEAST_ROWS, Shuffled
from headgate.suites.candidates.pairs import is_identifier
from headgate.suites.checks import Holds
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule
from headgate.suites.sample.door import Database
from headgate.suites.sample.profile import ColumnProfile, TableProfile
from headgate.suites.sql import quoted

_MOST_NUMBERS = 9
_SCREENED = 60
"""Rows on which all forms are tried before a few are tried on all."""
_COMMON = 0.5
"""Share of rows in which the total of another row may fit; above it, a form says little."""


@dataclass(frozen=True, slots=True)
class Form:
    """An expression over places; `{0}` is the first column."""

    text: str
    columns: tuple[str, ...]

    def sql(self, prefix: str = "") -> str:
        return self.text.format(*(prefix + quoted(column) for column in self.columns))

    def words(self) -> str:
        return self.text.format(*self.columns)


_SYMMETRIC_2 = ("{0} + {1}", "{0} * {1}", "abs({0} - {1})")
_ORDERED_2 = ("{0} - {1}", "{0} * (1 + {1})", "{0} * (1 - {1})", "{0} * {1} / 100")
_SYMMETRIC_3 = ("{0} + {1} + {2}",)
_LAST_APART = (
    *("{0} + {1} - {2}", "{0} * {1} - {2}", "{0} * {1} + {2}", "{0} * {1} * (1 - {2})", "{0} * {1} * (1 + {2})"),
    "{0} * {1} * {2}",
)
_FIRST_APART = ("{0} - {1} - {2}",)


def arithmetic(database: Database, table: TableProfile) -> Iterator[Rule]:
    """For each number that others of its row make, the shortest form that does."""
    numbers = [c for c in table.columns if c.numeric and c.distinct > 2 and not is_identifier(c)][:_MOST_NUMBERS]
    if table.rows < LEAST_ROWS or len(numbers) < 3:
        return
    names = [column.name for column in numbers]
    told = " and ".join(f"{quoted(name)} is not null" for name in names)
    listed = ", ".join(f"{quoted(name)}::double" for name in names)
    rows = database.all(f"select {listed} from {quoted(table.name)} where {told} limit {_SCREENED}")
    lines = [dict(zip(names, (float(str(value)) for value in row), strict=True)) for row in rows]
    if len(lines) < LEAST_ROWS:
        return
    shuffled = Shuffled(database, table.name, table.rows)
    spoken: set[frozenset[str]] = set()
    for total in sorted(numbers, key=lambda column: -column.mean):
        tolerance = tolerance_of(database, table.name, total)
        for form in _fitting(total.name, [name for name in names if name != total.name], lines, tolerance):
            involved = frozenset((total.name, *form.columns))
            if any(known <= involved for known in spoken):
                continue
            rule = _verified(database, table, shuffled, total, form, tolerance)
            if rule is not None:
                spoken.add(involved)
                yield rule


def tolerance_of(database: Database, table: str, column: ColumnProfile) -> float:
    """How far a rounded result may lie from what is reckoned: a unit of its last decimal."""
    value = quoted(column.name)
    if column.family == "integer":
        return 0.5
    exact = database.one(
        f"select bool_and({value} = round({value}, 2)), bool_and({value} = round({value}, 4)) from {quoted(table)}"
    )
    return 0.01 if exact[0] else 0.0001 if exact[1] else 0.000001


def _forms(names: Sequence[str]) -> Iterator[Form]:
    for two in combinations(names, 2):
        yield from (Form(text, two) for text in _SYMMETRIC_2)
    for two in permutations(names, 2):
        yield from (Form(text, two) for text in _ORDERED_2)
    for three in combinations(names, 3):
        yield from (Form(text, three) for text in _SYMMETRIC_3)
    for four in combinations(names, 4):
        yield Form("{0} + {1} + {2} + {3}", four)
    for first, second in combinations(names, 2):
        for third in (name for name in names if name not in (first, second)):
            yield from (Form(text, (first, second, third)) for text in _LAST_APART)
            yield from (Form(text, (third, first, second)) for text in _FIRST_APART)


def _fitting(total: str, names: Sequence[str], lines: Sequence[dict[str, float]], tolerance: float) -> Iterator[Form]:
    for form in _forms(names):
        reckon = compile(form.text.format(*(f"v[{place}]" for place in range(len(form.columns)))), "form", "eval")
        if all(
            abs(eval(reckon, {"__builtins__": {"abs": abs}, "v": [line[c] for c in form.columns]}) - line[total])  # noqa: S307 - a form of ours
            <= tolerance * 1.01 + 1e-9 * abs(line[total])
            for line in lines
        ):
            yield form


def _verified(
    database: Database, table: TableProfile, shuffled: Shuffled, total: ColumnProfile, form: Form, tolerance: float
) -> Rule | None:
    value = quoted(total.name)
    near = f"abs({value} - ({form.sql()})) <= {tolerance!r} * 1.01"
    told = database.one(
        f"select count(*) filter (where {near}), count(*) filter (where not {near}) from {quoted(table.name)}"
    )
    rows, broken = (int(str(value)) for value in told)
    if rows < LEAST_ROWS or broken:
        return None
    chance = shuffled.count(f"abs(other.{value} - ({form.sql('one.')})) <= {tolerance!r} * 1.01")
    if chance > _COMMON * rows:
        return None
    words = f"{total.name} = {form.words()}"
    seen = f"holds in all {rows:,} rows of the sample, within {tolerance:g}; by chance it would in {chance:,}"
    check = Holds(near, f"{words}, within {tolerance:g}", (total.name, *form.columns))
    return Rule(table.name, check, Dimension.ACCURACY, Layer.BUSINESS, (Ground(GroundKind.PROFILE, seen),))

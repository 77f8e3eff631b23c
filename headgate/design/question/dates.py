"""Which date a question means."""

from __future__ import annotations

from headgate.design.nature import Nature, business_dates
from headgate.design.question.lexicon import Lexicon
from headgate.design.question.model import PARTS, Attribute, Grouping
from headgate.design.question.reach import Unsettled, attribute
from headgate.design.route import Route
from headgate.design.source.model import Kind, SourceColumn
from headgate.design.source.words import noun, snake, words

_WORDS = {
    **{part: part for part in PARTS},
    "date": "day",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}
_PLAIN = (
    "date",
    "day",
    "time",
    "timestamp",
    "event_time",
    "event_date",
    "occurred_at",
    "happened_at",
    "event_at",
    "event_timestamp",
)


class Dates:
    """The dates that rows of a base table have, their own and those of the events that they belong to."""

    def __init__(self, lexicon: Lexicon, base: str, notes: list[str]) -> None:
        self._lexicon = lexicon
        self._base = base
        self._notes = notes

    def grouping(self, phrase: str) -> Grouping | None:
        """A grouping by a part of a date: `month`, `order month`, `month of shipped at`; None for anything else."""
        said = phrase.replace("day of week", "weekday").replace("day of the week", "weekday").split()
        if len(said) > 1 and self._is_column(phrase):
            return None
        if len(said) > 2 and said[0] in _WORDS and said[1] == "of":
            part, rest = _WORDS[said[0]], " ".join(said[2:])
        elif said and said[-1] in _WORDS:
            part, rest = _WORDS[said[-1]], " ".join(said[:-1])
        else:
            return None
        found = self.called(rest)
        return Grouping(found, snake(phrase) if rest else part, part)

    def called(self, phrase: str) -> Attribute:
        """The date called `phrase`; the one that the base is about, if it is empty.

        Raises:
            Unsettled: there is none, or several could be meant.
        """
        dates = self._near()
        if not phrase:
            return self._main(dates)
        said = words(phrase)
        exact = [one for one in dates if words(one.column) == said or (*words(one.table), *words(one.column)) == said]
        alike = exact or [one for one in dates if _is_alike(said, one.column)]
        if len(alike) == 1:
            return alike[0]
        if len(alike) > 1:
            raise Unsettled(f"'{phrase}' may be {_listed(alike)}; name the column")
        if self._lexicon.table(phrase):
            return self._main([one for one in dates if one.table == self._lexicon.table(phrase)])
        found = attribute(phrase, self._base, self._lexicon, self._notes)
        if not self._column(found).kind.temporal:
            raise Unsettled(f"'{phrase}' is {found.table}.{found.column}, which is no date")
        return found

    def _near(self) -> list[Attribute]:
        """Dates of the base, and of the events that its rows belong to."""
        found = [Attribute(c.name, Route(self._base)) for c in business_dates(self._lexicon.schema.table(self._base))]
        for table in self._lexicon.schema.tables:
            if table.name != self._base and self._lexicon.natures[table.name].nature is Nature.EVENT:
                ways = self._lexicon.routes.single(self._base, table.name)
                if len(ways) == 1:
                    found += [Attribute(column.name, ways[0]) for column in business_dates(table)]
        return found

    def _main(self, dates: list[Attribute]) -> Attribute:
        if not dates:
            table = self._lexicon.schema.table(self._base)
            written = [c for c in table.columns if c.kind.temporal and c.name.startswith("created")]
            if len(written) == 1:
                self._notes.append(f"the date of {self._base} is {written[0].name}, for want of another")
                return Attribute(written[0].name, Route(self._base))
            raise Unsettled(f"{self._base} has no date, so that no period can be told")
        least = min(one.route.length for one in dates)
        near = [one for one in dates if one.route.length == least]
        if len(near) > 1:
            near = [one for one in near if self._is_named_for_its_table(one)] or near
        if len(near) > 1:
            near = [one for one in near if self._column(one).required and one.table == self._base] or near
        if len(near) > 1:
            raise Unsettled(f"the date may be {_listed(near)}; say which, as in `month of {near[0].column}`")
        if len(dates) > 1:
            others = [one for one in dates if one != near[0]]
            self._notes.append(f"the date is {near[0].table}.{near[0].column}, not {_listed(others, ' or ')}")
        return near[0]

    def _is_named_for_its_table(self, one: Attribute) -> bool:
        return one.column in _PLAIN or _is_alike(words(noun(one.table))[-1:], one.column)

    def _is_column(self, phrase: str) -> bool:
        return any(not self._kind(one.table, one.column).temporal for one in self._lexicon.columns(phrase))

    def _kind(self, table: str, column: str) -> Kind:
        return self._lexicon.schema.table(table).column(column).kind

    def _column(self, found: Attribute) -> SourceColumn:
        return self._lexicon.schema.table(found.table).column(found.column)


def _is_alike(said: tuple[str, ...], column: str) -> bool:
    """Whether the words and a column have the same stem: `order` and `ordered_at`, `shipping` and `shipped_on`."""
    stems = [word for word in words(column) if word not in ("at", "on", "date", "day", "time", "timestamp", "t")]
    return len(stems) == len(said) and all(_same_stem(a, b) for a, b in zip(stems, said, strict=True))


def _same_stem(one: str, other: str) -> bool:
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    return one == other or (shared >= 4 and max(len(one), len(other)) - shared <= 4)


def _listed(dates: list[Attribute], joint: str = " or ") -> str:
    return joint.join(f"{one.table}.{one.column}" for one in dates)

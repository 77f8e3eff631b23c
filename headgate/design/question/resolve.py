"""From words to columns: each phrase settled against the source tables, or the reason why it is not."""

from __future__ import annotations

from dataclasses import dataclass, field

from headgate.design.question.dates import Dates
from headgate.design.question.form import Asking, asked_again
from headgate.design.question.grammar import SPOKEN
from headgate.design.question.lexicon import Lexicon
from headgate.design.question.measures import Measures, Wanted
from headgate.design.question.model import (
    Asked,
    AskedFilter,
    Attribute,
    Filter,
    Grouping,
    Measure,
    NotUnderstood,
    Period,
    Question,
)
from headgate.design.question.reach import Unsettled, attribute
from headgate.design.route import Routes
from headgate.design.source.model import Kind, SourceSchema
from headgate.design.source.words import snake


def settle(asking: Asking, schema: SourceSchema) -> list[Question | NotUnderstood]:
    """Each question, settled or not."""
    lexicon = Lexicon(schema, Routes(schema))
    measures = Measures(lexicon, asking.terms)
    phrases = [*asking.terms, *_telling(schema)]
    return [_settled(asked_again(asked, phrases), lexicon, measures) for asked in asking.questions]


def _telling(schema: SourceSchema) -> set[str]:
    """Names of columns that hold words of the grammar, as people write them: `check in`, `is recovery`."""
    names = {column.name for table in schema.tables for column in table.columns}
    return {name.replace("_", " ") for name in names if "_" in name and SPOKEN.intersection(name.split("_"))}


def _settled(asked: Asked, lexicon: Lexicon, measures: Measures) -> Question | NotUnderstood:
    if asked.why:
        return NotUnderstood(asked.name, asked.text, tuple(asked.why))
    try:
        return _One(asked, lexicon, measures).question()
    except Unsettled as error:
        return NotUnderstood(asked.name, asked.text, (str(error),))


@dataclass
class _One:
    asked: Asked
    lexicon: Lexicon
    measures: Measures
    notes: list[str] = field(default_factory=list)

    def question(self) -> Question:
        asked, lexicon = self.asked, self.lexicon
        wanted = [self.measures.wanted(one, self.notes) for one in asked.measures]
        base = self._base(wanted)
        dates = Dates(lexicon, base, self.notes)
        by = tuple(self._grouping(phrase, base, dates) for phrase in asked.by)
        extra = tuple(
            AskedFilter(f"{one.table}.{column}", "=", (value,)) for one in wanted for column, value in one.holds
        )
        filters = tuple(self._filter(one, base) for one in (*asked.filters, *extra))
        periods = tuple(Period(_date_of(by) or dates.called(""), one.start, one.end) for one in asked.periods)
        self.measures.check(wanted, base, by)
        made = tuple(self.measures.measure(one, base, dates, self.notes) for one in wanted)
        by = _distinct_names(by, made)
        return Question(
            asked.name,
            asked.text,
            base,
            made,
            by,
            filters,
            periods,
            asked.top,
            asked.lowest,
            tuple(dict.fromkeys(self.notes)),
        )

    def _base(self, wanted: list[Wanted]) -> str:
        """The table whose rows are reckoned with: the finest of the measures, or one that knows all that is asked."""
        routes = self.lexicon.routes
        if self.asked.among:
            among = self.lexicon.table(self.asked.among)
            if not among:
                raise Unsettled(f"'{self.asked.among}' is no source table")
            return among
        tables = list(dict.fromkeys(table for one in wanted for table in one.tables))
        finest = [table for table in tables if all(routes.reaches(table, other) for other in tables)]
        if not finest:
            raise Unsettled(
                f"{' and '.join(tables)} are measured together, but no row of one belongs to one of the other; "
                "ask in two questions"
            )
        base = finest[0]
        if all(one.function in ("count", "count_distinct") for one in wanted):
            base = self._counted_over(base)
        return base

    def _counted_over(self, base: str) -> str:
        """Where what is counted by is not known of the counted rows: the nearest table that knows both."""
        if all(
            self._may_reach(phrase, base) for phrase in (*self.asked.by, *(one.phrase for one in self.asked.filters))
        ):
            return base
        phrases = [*self.asked.by, *(one.phrase for one in self.asked.filters)]
        found = []
        for table in self.lexicon.schema.tables:
            ways = self.lexicon.routes.single(table.name, base)
            if ways and table.name != base and all(self._may_reach(phrase, table.name) for phrase in phrases):
                found.append((ways[0].length, table.name))
        nearest = [name for length, name in found if length == min(found)[0]]
        if len(nearest) == 1:
            self.notes.append(f"{base} are counted over the rows of {nearest[0]}, each once")
            return nearest[0]
        if len(nearest) > 1:
            raise Unsettled(f"{base} may be counted over {' or '.join(nearest)}; say `among {nearest[0]}`")
        return base

    def _may_reach(self, phrase: str, base: str) -> bool:
        try:
            self._grouping(phrase, base, Dates(self.lexicon, base, []), [])
        except Unsettled:
            return False
        return True

    def _grouping(self, phrase: str, base: str, dates: Dates, notes: list[str] | None = None) -> Grouping:
        kept = self.notes if notes is None else notes
        dated = dates.grouping(phrase)
        if dated is not None:
            return dated
        found = attribute(phrase, base, self.lexicon, kept)
        column = self.lexicon.schema.table(found.table).column(found.column)
        if column.kind.temporal:
            return Grouping(found, f"{snake(found.column)}_day", "day")
        return Grouping(found, _label(phrase))

    def _filter(self, one: AskedFilter, base: str) -> Filter:
        found = attribute(one.phrase, base, self.lexicon, self.notes)
        column = self.lexicon.schema.table(found.table).column(found.column)
        values = one.values
        if column.values and one.operator in ("=", "<>", "in", "not in"):
            spelled = {value.lower(): value for value in column.values}
            strange = next((value for value in values if value.lower() not in spelled), None)
            if strange is not None:
                raise Unsettled(
                    f"{found.table}.{found.column} is never '{strange}'; it is one of {', '.join(column.values[:12])}"
                )
            values = tuple(spelled[value.lower()] for value in values)
        for value in values:
            if not _fits(value, column.kind):
                raise Unsettled(f"{found.table}.{found.column} is {column.kind.value}, and '{value}' is none")
        return Filter(found, one.operator, values)


def _date_of(by: tuple[Grouping, ...]) -> Attribute | None:
    """The date that the rows are grouped by, where it is one: a period without a date of its own is of that."""
    found = {group.attribute for group in by if group.part}
    return found.pop() if len(found) == 1 else None


def _fits(value: str, kind: Kind) -> bool:
    if kind.numeric:
        try:
            return float(value) == float(value)
        except ValueError:
            return False
    if kind is Kind.BOOLEAN:
        return value.lower() in ("true", "false")
    if kind.temporal:
        return bool(value[:4].isdigit() and len(value) >= 10)
    return True


def _label(phrase: str) -> str:
    return snake(phrase.rpartition(".")[2])


def _distinct_names(by: tuple[Grouping, ...], made: tuple[Measure, ...]) -> tuple[Grouping, ...]:
    seen = {one.name for one in made}
    found = []
    for group in by:
        name = group.name
        while name in seen:
            name = f"{group.attribute.table}_{name}" if not name.startswith(group.attribute.table) else f"{name}_2"
        seen.add(name)
        found.append(Grouping(group.attribute, name, group.part))
    return tuple(found)

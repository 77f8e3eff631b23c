"""Measures in words, settled: what is added, counted or compared, and whether it may be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headgate.design.additivity import Additivity, additivity
from headgate.design.question.dates import Dates
from headgate.design.question.lexicon import Lexicon, Meaning
from headgate.design.question.model import AskedMeasure, Attribute, Expression, Grouping, Measure
from headgate.design.question.reach import Unsettled
from headgate.design.question.terms import Formula, formula
from headgate.design.route import Route
from headgate.design.source.model import Kind
from headgate.design.source.words import snake, words

_CALL = re.compile(r"^(sum|avg|min|max|count|count_distinct)\s*\((.+)\)$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A measure whose columns are known and whose base is not yet."""

    function: str
    name: str
    tables: tuple[str, ...]
    table: str
    """The counted table, or that of the first column."""
    formula: Formula | None = None
    holds: tuple[tuple[str, str], ...] = ()
    """Columns of `table` held to a value: `completed` orders."""
    asked: AskedMeasure | None = None


class Measures:
    """Settles measures."""

    def __init__(self, lexicon: Lexicon, terms: Mapping[str, str]) -> None:
        self._lexicon = lexicon
        self._terms = {words(name): text for name, text in terms.items()}

    def wanted(self, asked: AskedMeasure, notes: list[str]) -> Wanted:
        """What a measure speaks of.

        Raises:
            Unsettled: the words name no column, table or term, or several; or the sum would mean nothing.
        """
        if asked.unit:
            table = self._dated(asked)
            return Wanted(
                asked.function or "avg",
                snake(f"{asked.unit}s {asked.phrase} to {asked.until}"),
                (table,),
                table,
                asked=asked,
            )
        if asked.function in ("count", "count_distinct"):
            return self._counted(asked)
        return self._reckoned(asked, notes)

    def _dated(self, asked: AskedMeasure) -> str:
        """The table nearest to both dates of a duration."""
        found: list[tuple[int, str]] = []
        for table in self._lexicon.schema.tables:
            dates = Dates(self._lexicon, table.name, [])
            try:
                both = (dates.called(asked.phrase), dates.called(asked.until))
            except Unsettled:
                continue
            found.append((sum(one.route.length for one in both), table.name))
        nearest = [name for length, name in found if length == min(found)[0]]
        if len(nearest) == 1:
            return nearest[0]
        if nearest:
            raise Unsettled(
                f"'{asked.phrase}' and '{asked.until}' may be dates of {' or '.join(nearest)}; name the columns"
            )
        raise Unsettled(f"no table knows both '{asked.phrase}' and '{asked.until}' as dates of one row")

    def _counted(self, asked: AskedMeasure) -> Wanted:
        said = asked.phrase.split()
        for cut in range(len(said)):
            table = self._lexicon.table(" ".join(said[cut:]))
            if not table:
                continue
            holds = []
            for word in said[:cut]:
                found = self._lexicon.values(word, table) or self._lexicon.flags(word, table)
                if len(found) != 1:
                    raise Unsettled(f"'{word}' is no value that one column of {table} lists")
                holds.append(found[0])
            return Wanted(asked.function, snake(f"number of {asked.phrase}"), (table,), table, None, tuple(holds))
        different = asked.function == "count_distinct"
        meanings = (
            self._lexicon.columns(asked.phrase) or self._lexicon.columns(f"{asked.phrase} id") if different else ()
        )
        if len(meanings) == 1:
            one = meanings[0]
            return Wanted(
                "count_distinct", snake(f"number of {asked.phrase}"), (one.table,), one.table, Formula("{0}", (one,))
            )
        raise Unsettled(f"'{asked.phrase}' is no source table whose rows could be counted")

    def _reckoned(self, asked: AskedMeasure, notes: list[str]) -> Wanted:
        term = self._terms.get(words(asked.phrase))
        found = self._formula(asked.phrase, term)
        function = asked.function
        kinds = {self._kind(one) for one in found.columns}
        if function in ("sum", "avg", "", "closing") and not all(kind.numeric for kind in kinds):
            raise Unsettled(f"'{asked.phrase}' is no number")
        lone = found.columns[0] if len(found.columns) == 1 and found.template == "{0}" else None
        name = snake(asked.phrase)
        nature = (
            additivity(lone.column if lone else name, self._lexicon.schema.table(found.columns[0].table))
            if lone
            else None
        )
        if not function:
            if nature is not None and nature.kind is not Additivity.ADDITIVE:
                raise Unsettled(f"say what of '{asked.phrase}' is asked (average, highest, lowest): {nature.reason}")
            function = "sum"
            notes.append(f"'{asked.phrase}' is read as its sum")
        if function == "sum" and nature is not None and nature.kind is Additivity.NON_ADDITIVE:
            raise Unsettled(
                f"a sum of {lone.table if lone else ''}.{lone.column if lone else ''} says nothing: {nature.reason}"
            )
        label = {"sum": "total", "avg": "average", "min": "lowest", "max": "highest", "closing": "closing"}[function]
        tables = tuple(dict.fromkeys(one.table for one in found.columns))
        return Wanted(function, snake(f"{label}_{name}"), tables, found.columns[0].table, found)

    def _formula(self, phrase: str, term: str | None) -> Formula:
        if term is not None:
            found = formula(term, self._lexicon)
            if isinstance(found, str):
                raise Unsettled(f"the term '{phrase}' is not understood: {found}")
            return found
        meanings = self._lexicon.columns(phrase)
        numeric = [one for one in meanings if self._kind(one).numeric] or list(meanings)
        if len(numeric) == 1:
            return Formula("{0}", (numeric[0],))
        if numeric:
            raise Unsettled(
                f"'{phrase}' may be {' or '.join(f'{one.table}.{one.column}' for one in numeric)}; name the table"
            )
        if any(sign in phrase for sign in "*+/"):
            found = formula(phrase, self._lexicon)
            if isinstance(found, str):
                raise Unsettled(found)
            return found
        raise Unsettled(
            f"'{phrase}' is no column and no defined term; define it, as in `{phrase} = table.column * table.column`"
        )

    def check(self, wanted: Sequence[Wanted], base: str, by: Sequence[Grouping]) -> None:
        """Whether each measure stands once for each row of the base.

        Raises:
            Unsettled: a sum would repeat a value, or would add one balance once for each date.
        """
        for one in wanted:
            if one.function in ("sum", "avg", "closing") and one.tables and base not in one.tables:
                columns = ", ".join(f"{c.table}.{c.column}" for c in (one.formula.columns if one.formula else ()))
                raise Unsettled(
                    f"{columns} stands once for each row of {one.table}, and would be repeated over "
                    f"{base}; ask of {one.table} alone"
                )
            if one.function == "sum" and one.formula is not None and len(one.formula.columns) == 1:
                column = one.formula.columns[0]
                nature = additivity(column.column, self._lexicon.schema.table(column.table))
                if nature.kind is Additivity.SEMI_ADDITIVE:
                    dated = [
                        g
                        for g in by
                        if g.part in ("", "day")
                        and g.attribute.column in nature.over
                        and g.attribute.table == column.table
                    ]
                    if not dated:
                        raise Unsettled(
                            f"a sum of {column.column} over dates adds one balance many times "
                            f"({nature.reason}); ask for `closing "
                            f"{column.column.replace('_', ' ')}` by month, or its average"
                        )

    def measure(self, one: Wanted, base: str, dates: Dates, notes: list[str]) -> Measure:
        """The measure seen from `base`."""
        if one.asked is not None and one.asked.unit:
            return self._duration(one, dates)
        if one.formula is None:
            route = self._way(base, one.table)
            if one.table == base:
                if one.function == "count_distinct":
                    notes.append(f"each row of {base} is another one, so that they are counted plainly")
                return Measure("count", one.name)
            return Measure("count_distinct", one.name, None, route)
        columns = tuple(Attribute(c.column, self._way(base, c.table)) for c in one.formula.columns)
        integral = all(self._kind(c) is Kind.INTEGER for c in one.formula.columns) and "/" not in one.formula.template
        lone = one.formula.template == "{0}"
        plain = columns[0].column if lone else one.name.split("_", 1)[-1]
        return Measure(one.function, one.name, Expression(one.formula.template, columns, plain, integral))

    def _duration(self, one: Wanted, dates: Dates) -> Measure:
        assert one.asked is not None  # noqa: S101 - told by the caller
        start, end = dates.called(one.asked.phrase), dates.called(one.asked.until)
        template = f"date_diff('{one.asked.unit}', cast({{0}} as timestamp), cast({{1}} as timestamp))"
        name = f"{one.asked.unit}s_{start.column}_to_{end.column}"
        label = {"sum": "total", "avg": "average", "min": "lowest", "max": "highest"}.get(one.function, "average")
        return Measure(one.function, f"{label}_{name}", Expression(template, (start, end), name, integral=True))

    def _way(self, base: str, table: str) -> Route:
        ways = self._lexicon.routes.single(base, table)
        if len(ways) != 1:
            how = " or ".join(str(way) for way in ways) or "no foreign key"
            raise Unsettled(f"a row of {base} meets {table} by {how}; which is meant is not said")
        return ways[0]

    def _kind(self, one: Meaning) -> Kind:
        return self._lexicon.schema.table(one.table).column(one.column).kind

"""A question asked of the star."""

from __future__ import annotations

from dataclasses import dataclass, field

from headgate.design.question.model import Attribute, Measure, Question
from headgate.design.route import Route
from headgate.design.source.model import Kind
from headgate.design.sql.conditions import compared, within
from headgate.design.sql.models import owner_columns
from headgate.design.sql.names import called, model, quoted
from headgate.design.sql.outcome import ordered, part_of_day
from headgate.design.star.model import UNKNOWN, Dimension, Fact, Star

_IN_DATES = {
    "day": "date_day",
    "week": "week_start",
    "month": "month_start",
    "quarter": "quarter_start",
    "year": "calendar_year",
    "weekday": "day_of_week",
}


class NotInStar(Exception):  # noqa: N818 - an answer about a design, not a failure of Headgate
    """The star does not hold what a question asks."""


@dataclass
class Answer:
    """Writes one question over the star; `joined` counts the joins that it takes."""

    question: Question
    star: Star
    joined: int = 0
    _lines: list[str] = field(default_factory=list)
    _aliases: dict[str, str] = field(default_factory=dict)

    def sql(self) -> str:
        """The whole query.

        Raises:
            NotInStar: something that is asked is not there.
        """
        question = self.question
        fact = self.star.fact_of(question.base)
        home = None if fact is not None else self.star.dimension_of(question.base)
        if fact is None and home is None:
            raise NotInStar(f"nothing holds the rows of {question.base}")
        relation = fact.name if fact is not None else home.name  # type: ignore[union-attr]
        self._lines.append(f"from {model(relation)} as it")
        names = [called(self._grouping(g.attribute, g.part), g.name) for g in question.by]
        names += [f"{self._aggregate(measure)} as {quoted(measure.name)}" for measure in question.measures]
        kept = [compared(self._place(one.attribute), one, self._kind(one.attribute)) for one in question.filters]
        periods = [within(self._day(one.attribute), one) for one in question.periods]
        kept += periods
        if home is not None:
            kept.append(f"it.{quoted(home.key)} <> '-1'")
            if home.scd.type in (2, 6):
                kept.append(self._current(home))
        if any(measure.function == "closing" for measure in question.measures):
            kept.append(self._closing(periods))
        text = "select\n  " + ",\n  ".join(names) + "\n" + "\n".join(self._lines)
        if kept:
            text += "\nwhere " + "\n  and ".join(kept)
        if question.by:
            text += f"\ngroup by {', '.join(str(number + 1) for number in range(len(question.by)))}"
        return text + ordered(question)

    def _current(self, home: Dimension) -> str:
        validity = self.star.schema.table(home.table).validity
        return f"it.{quoted(validity.end)} is null" if validity is not None else "true"

    def _closing(self, periods: list[str]) -> str:
        """Only the rows of the last day of each period that the fact knows."""
        dated = next((group for group in self.question.by if group.part), None)
        fact = self.star.fact_of(self.question.base)
        if fact is None:
            raise NotInStar("a closing balance is asked of what has no dates")
        attribute = dated.attribute if dated is not None else fact.dates[0].attribute
        role = next((date for date in fact.dates if date.attribute == attribute), None)
        if role is None:
            raise NotInStar("a closing balance is asked by a date that the fact does not hold")
        group = f" group by other_date.{_IN_DATES[dated.part]}" if dated is not None else ""
        where = (
            f" where {' and '.join(p.replace(self._date(role.column), 'other_date') for p in periods)}"
            if periods
            else ""
        )
        return (
            f"it.{quoted(role.column)} in (select max(other.{quoted(role.column)}) from {model(fact.name)} as other "
            f"join {model('dim_date')} as other_date on other.{quoted(role.column)} = "
            f"other_date.date_key{where}{group})"
        )

    def _kind(self, attribute: Attribute) -> Kind:
        return self.star.schema.table(attribute.table).column(attribute.column).kind

    def _grouping(self, attribute: Attribute, part: str) -> str:
        if not part:
            return self._place(attribute)
        fact = self.star.fact_of(self.question.base)
        role = next((date for date in fact.dates if date.attribute == attribute), None) if fact is not None else None
        if role is not None:
            return f"{self._date(role.column)}.{_IN_DATES[part]}"
        return part_of_day(f"cast({self._place(attribute)} as date)", part)

    def _day(self, attribute: Attribute) -> str:
        return self._grouping(attribute, "day")

    def _date(self, column: str) -> str:
        return self._join("dim_date", column.removesuffix("_key"), f"it.{quoted(column)} = {{it}}.date_key")

    def _place(self, attribute: Attribute) -> str:
        """Where an attribute stands."""
        if attribute.route.link is not None:
            return self._over_bridge(attribute)
        fact = self.star.fact_of(self.question.base)
        if fact is None:
            home = self.star.dimension_of(self.question.base)
            return self._in(home, "it", attribute.route, attribute) if home is not None else ""
        return self._in_fact(fact, attribute)

    def _in_fact(self, fact: Fact, attribute: Attribute) -> str:
        route = attribute.route
        for junk in fact.junks:
            found = self.star.junk(junk.junk)
            if junk.route == route and attribute.column in found.columns:
                alias = self._join(
                    junk.junk, junk.junk.removeprefix("dim_"), f"it.{quoted(junk.column)} = {{it}}.{quoted(found.key)}"
                )
                return f"{alias}.{quoted(attribute.column)}"
        carried = next((one.name for one in fact.carried if one.attribute == attribute), "")
        if carried:
            return f"it.{quoted(carried)}"
        measure = next(
            (m.name for m in fact.measures if m.expression.template == "{0}" and m.expression.columns == (attribute,)),
            "",
        )
        if measure:
            return f"it.{quoted(measure)}"
        roles = [role for role in fact.roles if route.hops[: len(role.route.hops)] == role.route.hops]
        if not roles:
            raise NotInStar(f"{attribute.table}.{attribute.column} is not in {fact.name} nor behind it")
        role = max(roles, key=lambda one: len(one.route.hops))
        dimension = self.star.dimension(role.dimension)
        alias = self._join(dimension.name, role.name, f"it.{quoted(role.column)} = {{it}}.{quoted(dimension.key)}")
        return self._in(dimension, alias, Route(dimension.table, route.hops[len(role.route.hops) :]), attribute)

    def _in(self, dimension: Dimension, alias: str, rest: Route, attribute: Attribute) -> str:
        name = dimension.column(rest.hops, attribute.column, attribute.current) or self._as_key(
            dimension, rest, attribute
        )
        if not name:
            raise NotInStar(f"{dimension.name} does not hold {attribute.table}.{attribute.column}")
        return f"{alias}.{quoted(name)}"

    def _as_key(self, dimension: Dimension, rest: Route, attribute: Attribute) -> str:
        """A key of a table that was flattened stands in what points to it."""
        if not rest.hops:
            return ""
        hop = rest.hops[-1]
        here = dict(zip(hop.key.there, hop.key.columns, strict=True)).get(attribute.column, "")
        return dimension.column(rest.hops[:-1], here, False) if here else ""

    def _over_bridge(self, attribute: Attribute) -> str:
        route = attribute.route
        bridge = next((one for one in self.star.bridges if one.link == route.link), None)
        if bridge is None:
            raise NotInStar(f"no bridge leads to {attribute.table}")
        owner = self._owner(route, bridge.owner_dimension)
        pairs = zip(owner, owner_columns(bridge, self.star), strict=True)
        alias = self._join(
            bridge.name,
            bridge.name.removeprefix("bridge_"),
            " and ".join(f"{a} = {{it}}.{quoted(b)}" for a, b in pairs),
        )
        far = self.star.dimension(bridge.dimension)
        member = self._join(far.name, f"{alias}_member", f"{alias}.{quoted(far.key)} = {{it}}.{quoted(far.key)}")
        place = self._in(far, member, Route(far.table, route.after), attribute)
        return (
            f"coalesce({member}.{quoted(far.key)}, '-1') || ''"
            if not place
            else self._told(place, member, far, attribute)
        )

    def _told(self, place: str, member: str, far: Dimension, attribute: Attribute) -> str:
        """Text of a member, which is unknown where no row of the owner is there to be bridged."""
        if not self.star.schema.table(attribute.table).speaks(attribute.column):
            return place
        return f"case when {member}.{quoted(far.key)} is null then '{UNKNOWN}' else {place} end"

    def _owner(self, route: Route, dimension: str) -> list[str]:
        """The columns of the fact, or of the dimension asked, that a bridge hangs on."""
        fact = self.star.fact_of(self.question.base)
        if fact is None:
            return [f"it.{quoted(self.star.dimension(dimension).key)}"]
        if dimension:
            role = next((one for one in fact.roles if one.route.hops == route.hops), None)
            if role is None:
                raise NotInStar(f"{fact.name} does not point to {dimension} on that way")
            return [f"it.{quoted(role.column)}"]
        end = Route(route.base, route.hops)
        names = []
        for column in self.star.schema.table(end.end).key:
            carried = next((one.name for one in fact.carried if one.attribute == Attribute(column, end)), "")
            names.append(f"it.{quoted(carried or self._number(fact, end, column))}")
        return names

    def _number(self, fact: Fact, end: Route, column: str) -> str:
        """The fact's column that holds the key of an event around it."""
        hop = end.hops[-1]
        here = dict(zip(hop.key.there, hop.key.columns, strict=True))[column]
        before = Route(end.base, end.hops[:-1])
        found = next((one.name for one in fact.carried if one.attribute == Attribute(here, before)), "")
        if not found:
            raise NotInStar(f"{fact.name} does not hold the key of {end.end}")
        return found

    def _aggregate(self, measure: Measure) -> str:
        if measure.function == "count":
            return "count(*)"
        if measure.entity is not None:
            return f"count(distinct {self._entity(measure.entity)})"
        assert measure.expression is not None  # noqa: S101 - only counts are without
        function = {"closing": "sum", "count_distinct": "count"}.get(measure.function, measure.function)
        distinct = "distinct " if measure.function == "count_distinct" else ""
        fact = self.star.fact_of(self.question.base)
        if fact is None or measure.function == "count_distinct":
            places = [self._place(column) for column in measure.expression.columns]
            return f"{function}({distinct}{measure.expression.template.format(*places)})"
        made = measure.expression
        name = next(
            (
                m.name
                for m in fact.measures
                if m.expression.template == made.template and m.expression.columns == made.columns
            ),
            "",
        )
        inner = (
            f"it.{quoted(name)}" if name else made.template.format(*(self._place(column) for column in made.columns))
        )
        return f"{function}({inner})"

    def _entity(self, route: Route) -> str:
        """Which row is counted."""
        fact = self.star.fact_of(self.question.base)
        role = next((one for one in fact.roles if one.route == route), None) if fact is not None else None
        if role is not None:
            dimension = self.star.dimension(role.dimension)
            alias = self._join(dimension.name, role.name, f"it.{quoted(role.column)} = {{it}}.{quoted(dimension.key)}")
            natural = [f"{alias}.{quoted(name)}" for name in dimension.natural]
            if len(natural) == 1:
                return natural[0]
            told = " || '|' || ".join(f"cast({name} as varchar)" for name in natural)
            return f"case when {alias}.{quoted(dimension.key)} <> '-1' then {told} end"
        columns = self.star.schema.table(route.end).key
        return " || '|' || ".join(
            f"cast({self._place(Attribute(name, route))} as varchar)" if len(columns) > 1 else self._key(name, route)
            for name in columns
        )

    def _key(self, name: str, route: Route) -> str:
        fact = self.star.fact_of(self.question.base)
        carried = fact is not None and any(one.attribute == Attribute(name, route) for one in fact.carried)
        if fact is not None and not carried and route.hops:
            try:
                return f"it.{quoted(self._number(fact, route, name))}"
            except NotInStar:
                return self._place(Attribute(name, route))
        return self._place(Attribute(name, route))

    def _join(self, relation: str, wanted: str, on: str) -> str:
        """Join a relation once for each way of joining it; the alias."""
        known = self._aliases.get(on + relation)
        if known is not None:
            return known
        name, number = wanted, 2
        while quoted(name) in self._aliases.values() or name == "it":
            name, number = f"{wanted}_{number}", number + 1
        alias = quoted(name)
        self._aliases[on + relation] = alias
        self._lines.append(f"left join {model(relation)} as {alias} on {on.format(it=alias)}")
        self.joined += 1
        return alias

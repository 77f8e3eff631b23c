"""A question asked of the source tables themselves.

Each attribute is looked up by subqueries of its own, one for each step of its route, so that nothing is joined and
nothing can be multiplied: another form than the star's, which makes the comparison worth something.
"""

from __future__ import annotations

from headgate.design.question.model import Attribute, Measure, Question
from headgate.design.route import Hop, Route
from headgate.design.source.model import Kind, SourceSchema
from headgate.design.sql.conditions import compared, within
from headgate.design.sql.names import quoted, raw
from headgate.design.sql.outcome import grouped, part_of_day
from headgate.design.star.model import UNKNOWN

_SEPARATED = ",\n    "


class Direct:
    """Writes one question over the source."""

    def __init__(self, question: Question, schema: SourceSchema, when: Attribute | None) -> None:
        self._question = question
        self._schema = schema
        self._when = when
        """The date by which versions are chosen."""
        self._link_tables = list(dict.fromkeys(r for a in self._all() if (r := _linked(a.route)) is not None))

    def sql(self) -> str:
        """The whole query."""
        question = self._question
        lines = [
            f"{self._grouping(group.attribute, group.part)} as g{number}" for number, group in enumerate(question.by)
        ]
        lines += [f"{self._value(measure)} as m{number}" for number, measure in enumerate(question.measures)]
        lines += [f"{self._attribute(one.attribute)} as f{number}" for number, one in enumerate(question.filters)]
        lines += [
            f"cast({self._plain(one.attribute)} as date) as p{number}" for number, one in enumerate(question.periods)
        ]
        base = self._schema.table(question.base)
        text = f"with asked as (\n  select\n    {_SEPARATED.join(lines)}\n  from {raw(base)} as base"
        for route in self._link_tables:
            text += (
                f"\n  left join {self._linking(route)} as {_alias(route, self._link_tables)} on {self._pairs(route)}"
            )
        kept = [compared(f"f{number}", one, self._kind(one.attribute)) for number, one in enumerate(question.filters)]
        kept += [within(f"p{number}", one) for number, one in enumerate(question.periods)]
        where = f"\n  where {' and '.join(kept)}" if kept else ""
        text += f"\n),\nkept as (\n  select * from asked{where}\n)"
        return text + "\n" + grouped(question, [_aggregate(m, n) for n, m in enumerate(question.measures)])

    def closing(self) -> str:
        """The whole query of closing measures: of each period only the rows of its last day."""
        question = self._question
        dated = next((group for group in question.by if group.part), None)
        day = dated.attribute if dated is not None else self._when
        whole = self.sql()
        if day is None:
            return whole
        over = f" over (partition by {part_of_day('closing_day', dated.part)})" if dated is not None else " over ()"
        marked = whole.replace(
            "with asked as (\n  select\n",
            f"with asked as (\n  select\n    cast({self._plain(day)} as date) as closing_day,\n",
            1,
        )
        periods = [within(f"p{number}", one) for number, one in enumerate(question.periods)]
        inner = (
            f"(select *, max(closing_day){over} as last_day from "
            f"asked{' where ' + ' and '.join(periods) if periods else ''}) as dated"
        )
        before = "select * from asked"
        joint = "and" if "from asked\n  where" in marked else "where"
        marked = marked.replace(before, f"select * from {inner}", 1)
        head, found, tail = marked.partition("\n)\nselect") if "\n)\nselect" in marked else (marked, "", "")
        return f"{head} {joint} closing_day = last_day{found}{tail}"

    def _all(self) -> list[Attribute]:
        return [*(g.attribute for g in self._question.by), *(f.attribute for f in self._question.filters)]

    def _kind(self, attribute: Attribute) -> Kind:
        return self._schema.table(attribute.table).column(attribute.column).kind

    def _grouping(self, attribute: Attribute, part: str) -> str:
        if part:
            return part_of_day(f"cast({self._plain(attribute)} as date)", part)
        return self._attribute(attribute)

    def _value(self, measure: Measure) -> str:
        if measure.function == "count":
            return "1"
        if measure.entity is not None:
            return self._entity(measure.entity)
        assert measure.expression is not None  # noqa: S101 - only counts are without
        return measure.expression.template.format(*(self._plain(c) for c in measure.expression.columns))

    def _entity(self, route: Route) -> str:
        """Which row is counted: its key, or NULL where it is not there."""
        hop = route.hops[-1]
        parts = [self._step(route.hops[:-1], name) for name in hop.key.columns]
        told = " || '|' || ".join(f"cast({part} as varchar)" for part in parts)
        return f"case when {self._exists(route)} then {told} end"

    def _attribute(self, attribute: Attribute) -> str:
        plain = self._plain(attribute)
        if attribute.route.length and self._schema.table(attribute.table).speaks(attribute.column):
            return f"case when {self._exists(attribute.route)} then {plain} else '{UNKNOWN}' end"
        return plain

    def _plain(self, attribute: Attribute) -> str:
        route = attribute.route
        if route.link is None:
            return self._step(route.hops, attribute.column, attribute.current)
        return self._behind(route, attribute.column)

    def _step(self, hops: tuple[Hop, ...], column: str, current: bool = False, start: str = "base") -> str:
        """A column behind some hops, as subqueries within each other."""
        if not hops:
            table = self._question.base
            return (
                f"base.{self._written(table, column)}" if start == "base" else f"{start}.{self._written(start, column)}"
            )
        hop = hops[-1]
        return (
            f"(select it.{self._written(hop.end, column)} from {raw(self._schema.table(hop.end))} as it "
            f"where {self._at(hops, current)})"
        )

    def _at(self, hops: tuple[Hop, ...], current: bool = False) -> str:
        hop = hops[-1]
        pairs = [
            f"it.{self._written(hop.end, there)} = {self._step(hops[:-1], here)}"
            for here, there in zip(hop.key.columns, hop.key.there, strict=True)
        ]
        validity = self._schema.table(hop.end).validity
        if hop.key.versioned and validity is not None:
            start, end = (f"it.{self._written(hop.end, name)}" for name in (validity.start, validity.end))
            if current or self._when is None:
                pairs.append(self._latest(hop, validity.start))
            else:
                day = self._step(self._when.route.hops, self._when.column)
                pairs += [f"{day} >= {start}", f"({end} is null or {day} < {end})"]
        return " and ".join(pairs)

    def _latest(self, hop: Hop, start: str) -> str:
        own = " and ".join(
            f"later.{self._written(hop.end, one)} = it.{self._written(hop.end, one)}" for one in hop.key.there
        )
        column = self._written(hop.end, start)
        return (
            f"it.{column} = (select max(later.{column}) from {raw(self._schema.table(hop.end))} as later where {own})"
        )

    def _exists(self, route: Route) -> str:
        if route.link is None:
            return f"exists (select 1 from {raw(self._schema.table(route.end))} as it where {self._at(route.hops)})"
        return f"{self._behind(route, self._key_behind(route))} is not null"

    def _key_behind(self, route: Route) -> str:
        assert route.link is not None  # noqa: S101 - told by the caller
        return route.after[-1].key.there[0] if route.after else route.link.there.there[0]

    def _behind(self, route: Route, column: str) -> str:
        """A column behind a link."""
        assert route.link is not None  # noqa: S101 - told by the caller
        link = route.link
        name = _alias(route, self._link_tables)
        pairs = [
            f"it.{self._written(link.there.table, there)} = {name}.{self._written(link.table, here)}"
            for here, there in zip(link.there.columns, link.there.there, strict=True)
        ]
        found = f"from {raw(self._schema.table(link.there.table))} as it where {' and '.join(pairs)}"
        for hop in route.after:
            pairs = [
                f"it.{self._written(hop.end, there)} = (select it.{self._written(hop.start, here)} {found})"
                for here, there in zip(hop.key.columns, hop.key.there, strict=True)
            ]
            found = f"from {raw(self._schema.table(hop.end))} as it where {' and '.join(pairs)}"
        return f"(select it.{self._written(route.end, column)} {found})"

    def _linking(self, route: Route) -> str:
        assert route.link is not None  # noqa: S101 - told by the caller
        return raw(self._schema.table(route.link.table))

    def _pairs(self, route: Route) -> str:
        assert route.link is not None  # noqa: S101 - told by the caller
        link = route.link
        return " and ".join(
            f"{_alias(route, self._link_tables)}.{self._written(link.table, here)} = {self._owner(route.hops, there)}"
            for here, there in zip(link.here.columns, link.here.there, strict=True)
        )

    def _owner(self, hops: tuple[Hop, ...], there: str) -> str:
        """The key of the row at the near end of a link, without a subquery in the join's condition."""
        if hops:
            hop = hops[-1]
            here = dict(zip(hop.key.there, hop.key.columns, strict=True)).get(there)
            if here is not None:
                return self._step(hops[:-1], here)
        return self._step(hops, there)

    def _written(self, table: str, column: str) -> str:
        found = self._schema.table(table).column(column)
        return quoted(found.written or found.name)


def _linked(route: Route) -> Route | None:
    """The part of a route up to and over its link."""
    return Route(route.base, route.hops, route.link) if route.link is not None else None


def _alias(route: Route, links: list[Route]) -> str:
    near = Route(route.base, route.hops, route.link)
    return f"link{links.index(near)}"


def _aggregate(measure: Measure, number: int) -> str:
    if measure.function == "count":
        return "count(*)"
    if measure.function == "count_distinct":
        return f"count(distinct m{number})"
    function = "sum" if measure.function == "closing" else measure.function
    return f"{function}(m{number})"

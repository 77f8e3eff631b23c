"""A fact: its grain, what it points to, and its measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from headgate.design.additivity import Additivity, Judgement, additivity, by_name
from headgate.design.nature import Judged, Nature, business_dates, is_measure, is_snapshot
from headgate.design.question.model import Attribute, Expression, Question
from headgate.design.route import Hop, Route
from headgate.design.source.model import Kind, SourceColumn, SourceSchema, SourceTable
from headgate.design.source.words import noun
from headgate.design.star.flags import is_flag
from headgate.design.star.model import Carried, DateRole, Fact, FactMeasure, FactType, JunkRole, Role

_DEEPEST = 3


@dataclass
class FactDraft:
    """A fact while it is derived."""

    base: SourceTable
    schema: SourceSchema
    natures: Mapping[str, Judged]
    questions: Sequence[Question]
    flagged: Mapping[str, tuple[str, ...]]
    """Flags of each event that make a junk dimension."""
    roles: list[Role] = field(default_factory=list)
    dates: list[DateRole] = field(default_factory=list)
    junks: list[JunkRole] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    measures: list[FactMeasure] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)

    def made(self) -> Fact:
        """The fact."""
        base = self.base
        self._walk(base, Route(base.name), "")
        self._measure()
        self._ask()
        kind, why = self._type()
        key = tuple(
            one.name for one in self.carried if not one.attribute.route.hops and one.attribute.column in base.key
        )
        grain = (
            f"one row for each {_of(base.key)} of {base.name}"
            if base.key
            else f"one row for each row of {base.name}, whose key is not known"
        )
        versions = any(hop.key.versioned for role in self.roles for hop in role.route.hops)
        when = self._when() if versions else None
        return Fact(
            name=f"fct_{base.name}",
            base=base.name,
            type=kind,
            grain=grain,
            reasons=(*self.natures[base.name].reasons, *why),
            key=key,
            roles=tuple(self.roles),
            dates=tuple(self.dates),
            junks=tuple(self.junks),
            carried=tuple(self.carried),
            measures=tuple(self.measures),
            left_out=tuple(self.left_out),
            when=when,
        )

    def _walk(self, table: SourceTable, route: Route, prefix: str) -> None:
        """Take in a table whose row belongs to each row of the base: the base itself, and the events around it."""
        for column in table.columns:
            named = f"{prefix}_{column.name}" if prefix and not column.name.startswith(prefix) else column.name
            self._take(column, table, Attribute(column.name, route), named)
        if self.flagged.get(table.name):
            own = noun(table.name)
            self.junks.append(JunkRole(f"{own}_flags_key", f"dim_{own}_flags", route))
        for key in table.foreign if route.length < _DEEPEST else ():
            self._point(table, route, prefix, Hop(table.name, key))

    def _take(self, column: SourceColumn, table: SourceTable, attribute: Attribute, named: str) -> None:
        """Find the place of one column."""
        outside = bool(attribute.route.hops)
        if column.name in table.key and not (outside and column.name in table.pointing):
            if not outside or not self._is_pointed_at(attribute.route):
                self.carried.append(Carried(self._name(named), attribute, "degenerate: the key of the source"))
            if column in business_dates(table):
                self._date(named, attribute, Kind.DATE)
        elif column in business_dates(table):
            self._date(named, attribute, column.kind)
        elif column.name in table.pointing:
            self._key_column(table, column.name, attribute, named)
        elif column.name not in self.flagged.get(table.name, ()):
            self._take_plain(column, table, attribute, named)

    def _take_plain(self, column: SourceColumn, table: SourceTable, attribute: Attribute, named: str) -> None:
        """Find the place of a column that is no key, no date and no flag among others."""
        place = f"{table.name}.{column.name}"
        if is_flag(column, table):
            self.carried.append(Carried(self._name(named), attribute, "degenerate: the only code of its event"))
        elif is_measure(column, table):
            if attribute.route.hops:
                self.left_out.append(f"{place}: it stands once for each row of {table.name} and would be repeated")
        elif self._is_asked(attribute):
            return
        elif any((column.name,) == one for one in table.unique):
            self.carried.append(Carried(self._name(named), attribute, "degenerate: unique in the source"))
        else:
            self.left_out.append(f"{place}: {_useless(column)}")

    def _is_pointed_at(self, route: Route) -> bool:
        """Whether the base itself holds the key of the event at the end of `route`."""
        return len(route.hops) == 1 and set(route.hops[0].key.columns) <= {c.name for c in self.base.columns}

    def _key_column(self, table: SourceTable, name: str, attribute: Attribute, named: str) -> None:
        """A column that points somewhere is kept where it points to an event: it is that event's number."""
        events = [k for k in table.foreign if name in k.columns and self.natures[k.table].nature is Nature.EVENT]
        if events and events[0].table != table.name:
            self.carried.append(
                Carried(self._name(named), attribute, f"degenerate: the number of its {noun(events[0].table)}")
            )

    def _point(self, table: SourceTable, route: Route, prefix: str, hop: Hop) -> None:
        if hop.end == table.name or any(one.end == hop.end for one in route.hops) or hop.end == self.base.name:
            return
        longer = Route(self.base.name, (*route.hops, hop))
        if self.natures[hop.end].nature is Nature.EVENT:
            self._walk(self.schema.table(hop.end), longer, noun(hop.end))
            return
        stem = hop.key.stem
        name = stem if f"{stem}_key" not in self._names else f"{prefix or noun(table.name)}_{stem}"
        self.roles.append(Role(name, self._name(f"{name}_key"), hop.end, longer))

    def _date(self, named: str, attribute: Attribute, kind: Kind) -> None:
        stem = named
        for ending in ("_at", "_on", "_date", "_day", "_time", "_timestamp", "_ts"):
            stem = stem.removesuffix(ending)
        self.dates.append(DateRole(stem or named, self._name(f"{stem or named}_date_key"), attribute))
        if kind is Kind.TIMESTAMP:
            self.carried.append(Carried(self._name(named), attribute, "the moment, beside its day"))

    def _measure(self) -> None:
        here = Route(self.base.name)
        for column in self.base.columns:
            if is_measure(column, self.base):
                judgement = additivity(column.name, self.base)
                expression = Expression(
                    "{0}", (Attribute(column.name, here),), column.name, column.kind is Kind.INTEGER
                )
                self.measures.append(FactMeasure(self._name(column.name), expression, judgement, column.type))
        for question in self.questions:
            for measure in question.measures:
                made = measure.expression
                if made is None or measure.function == "count_distinct" or self._known(made):
                    continue
                if made.template == "{0}" and made.columns[0].route.hops:
                    continue  # a column of another table: read there, or carried
                kind, reason = by_name(made.name)
                if "/" in made.template:
                    kind, reason = Additivity.NON_ADDITIVE, "a quotient of each row"
                plain = "bigint" if made.integral else "double"
                self.measures.append(FactMeasure(self._name(made.name), made, Judgement(kind, reason), plain))

    def _known(self, made: Expression) -> bool:
        return any(
            one.expression.template == made.template and one.expression.columns == made.columns for one in self.measures
        )

    def _ask(self) -> None:
        """Carry what questions ask of the base and the events around it and nothing else holds."""
        for attribute in self._asked():
            table = self.schema.table(attribute.table)
            events = all(self.natures[hop.end].nature is Nature.EVENT for hop in attribute.route.hops)
            held = attribute.column in self.flagged.get(table.name, ()) or any(
                c.attribute == attribute for c in self.carried
            )
            held = held or any(d.attribute == attribute for d in self.dates)
            held = held or any(
                m.expression.template == "{0}" and m.expression.columns == (attribute,) for m in self.measures
            )
            if events and not held:
                prefix = noun(table.name) if attribute.route.hops else ""
                named = (
                    f"{prefix}_{attribute.column}"
                    if prefix and not attribute.column.startswith(prefix)
                    else attribute.column
                )
                if table.column(attribute.column).kind.temporal:
                    self._date(named, attribute, table.column(attribute.column).kind)
                else:
                    self.carried.append(Carried(self._name(named), attribute, "asked for"))

    def _asked(self) -> list[Attribute]:
        found: dict[Attribute, None] = {}
        for question in self.questions:
            if question.base == self.base.name:
                for attribute in (
                    *(g.attribute for g in question.by),
                    *(f.attribute for f in question.filters),
                    *(p.attribute for p in question.periods),
                ):
                    if attribute.route.link is None:
                        found[attribute] = None
                for measure in question.measures:
                    if measure.expression is not None and measure.expression.template == "{0}":
                        found[measure.expression.columns[0]] = None
        return list(found)

    def _is_asked(self, attribute: Attribute) -> bool:
        return attribute in self._asked()

    def _type(self) -> tuple[FactType, tuple[str, ...]]:
        own = [one for one in self.dates if not one.attribute.route.hops]
        if is_snapshot(self.base):
            return FactType.PERIODIC_SNAPSHOT, ("its key holds a date and what the state is of",)
        if len(own) >= 3:
            listed = ", ".join(one.attribute.column for one in own)
            return FactType.ACCUMULATING_SNAPSHOT, (
                f"one row goes through several dates ({listed}) and is filled in as they come",
            )
        if not self.measures:
            return FactType.FACTLESS, ("it has nothing to add: that it happened is the fact",)
        return FactType.TRANSACTION, ("one row for one event, with its measures",)

    def _when(self) -> Attribute | None:
        least = min((one.attribute.route.length for one in self.dates), default=0)
        return next((one.attribute for one in self.dates if one.attribute.route.length == least), None)

    def _name(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self._names:
            name, number = f"{wanted}_{number}", number + 1
        self._names.add(name)
        return name


def _useless(column: SourceColumn) -> str:
    if column.kind is Kind.TEXT:
        return "text that is no code"
    if column.kind.temporal:
        return "it tells of the row in the source, not of what happened"
    return "neither measure nor code"


def _of(key: tuple[str, ...]) -> str:
    return " and ".join(key)

"""FROM clauses that follow routes: each step is a left join to the one row that a key points to."""

from __future__ import annotations

from dataclasses import dataclass, field

from headgate.design.route import Hop, Route
from headgate.design.source.model import SourceSchema
from headgate.design.source.words import noun
from headgate.design.sql.names import quoted, staged


@dataclass
class Joins:
    """Staging models, joined as routes ask for them."""

    schema: SourceSchema
    base: str
    when: str = ""
    """The day by which versions are chosen, as SQL; empty for no versions."""
    _aliases: dict[tuple[Hop, ...], str] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        name = self._fresh(noun(self.base))
        self._aliases[()] = name
        self._lines.append(f"from {staged(self.schema.table(self.base))} as {quoted(name)}")

    def column(self, route: Route, column: str) -> str:
        """A column behind a route, joined if it is not yet."""
        return f"{quoted(self.alias(route.hops))}.{quoted(column)}"

    def alias(self, hops: tuple[Hop, ...]) -> str:
        known = self._aliases.get(hops)
        if known is not None:
            return known
        before = self.alias(hops[:-1])
        hop = hops[-1]
        name = self._fresh(hop.key.stem)
        self._aliases[hops] = name
        target = self.schema.table(hop.end)
        on = [
            f"{quoted(before)}.{quoted(here)} = {quoted(name)}.{quoted(there)}"
            for here, there in zip(hop.key.columns, hop.key.there, strict=True)
        ]
        if hop.key.versioned and target.validity is not None:
            on += version_at(name, target.validity.start, target.validity.end, self.when)
        self._lines.append(f"left join {staged(target)} as {quoted(name)} on {' and '.join(on)}")
        return name

    def join(self, relation: str, wanted: str, on: str) -> str:
        """Join another relation; `on` names it `{it}`."""
        name = self._fresh(wanted)
        self._lines.append(f"left join {relation} as {quoted(name)} on {on.format(it=quoted(name))}")
        return name

    def missing(self, route: Route) -> str:
        """Whether the row behind a route is not there, as SQL."""
        target = self.schema.table(route.end)
        there = route.hops[-1].key.there if route.hops else target.key
        return f"{self.column(route, there[0])} is null"

    def text(self) -> str:
        return "\n".join(self._lines)

    def _fresh(self, wanted: str) -> str:
        taken = set(self._aliases.values()) | {line.split(" as ")[1].split(" ")[0].strip('"') for line in self._lines}
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}_{number}", number + 1
        return name


def version_at(alias: str, start: str, end: str, when: str) -> list[str]:
    """The conditions that choose the version of a day; the current one where there is no day."""
    here = quoted(alias)
    if not when:
        return [f"{here}.{quoted(end)} is null"]
    opened = f"{when} >= {here}.{quoted(start)}"
    return [opened, f"({here}.{quoted(end)} is null or {when} < {here}.{quoted(end)})"]

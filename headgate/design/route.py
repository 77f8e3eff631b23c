"""Ways from one source table to another: along foreign keys, and across a table that links two others."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from headgate.design.source.model import ForeignKey, SourceSchema, SourceTable

_LONGEST = 6
_MOST = 60


@dataclass(frozen=True, slots=True)
class Hop:
    """From a row to the one row that its foreign key points to."""

    start: str
    key: ForeignKey

    @property
    def end(self) -> str:
        return self.key.table


@dataclass(frozen=True, slots=True)
class Link:
    """From a row of one table to several of another, by a table whose key is both of theirs."""

    table: str
    here: ForeignKey
    there: ForeignKey


@dataclass(frozen=True, slots=True)
class Route:
    """A way from the rows of `base`: one row each time, unless it goes over a link."""

    base: str
    hops: tuple[Hop, ...] = ()
    link: Link | None = None
    after: tuple[Hop, ...] = ()
    """Behind the link."""

    @property
    def end(self) -> str:
        if self.after:
            return self.after[-1].end
        if self.link is not None:
            return self.link.there.table
        return self.hops[-1].end if self.hops else self.base

    @property
    def length(self) -> int:
        return len(self.hops) + 2 * (self.link is not None) + len(self.after)

    def __str__(self) -> str:
        stems = [hop.key.stem for hop in self.hops]
        stems += [self.link.there.stem] if self.link is not None else []
        return " > ".join((self.base, *stems, *(hop.key.stem for hop in self.after)))


def is_link(table: SourceTable) -> bool:
    """Whether the key of `table` is two foreign keys to different tables and nothing more."""
    pairs = [key for key in table.foreign if set(key.columns) <= set(table.key)]
    ends = {key.table for key in pairs}
    parts = {name for key in pairs for name in key.columns}
    return len(pairs) == 2 and len(ends) == 2 and parts == set(table.key)


class Routes:
    """All ways within a schema."""

    def __init__(self, schema: SourceSchema) -> None:
        self.schema = schema
        self._from: dict[str, dict[str, tuple[Route, ...]]] = {}
        self._links: list[SourceTable] = [table for table in schema.tables if is_link(table)]

    def single(self, base: str, end: str) -> tuple[Route, ...]:
        """The shortest ways on which each row of `base` meets one row of `end` at most."""
        return self._reached(base).get(end, ())

    def reaches(self, base: str, end: str) -> bool:
        return bool(self.single(base, end))

    def across(self, base: str, end: str) -> tuple[Route, ...]:
        """The shortest ways from `base` over one link, on which a row may meet several of `end`."""
        found = []
        for table in self._links:
            if table.name == base:
                continue
            first, second = (key for key in table.foreign if set(key.columns) <= set(table.key))
            for here, there in ((first, second), (second, first)):
                for before in self.single(base, here.table):
                    for behind in self.single(there.table, end):
                        if before.end != end:
                            found.append(Route(base, before.hops, Link(table.name, here, there), behind.hops))
        return _shortest(found)

    def _reached(self, base: str) -> dict[str, tuple[Route, ...]]:
        known = self._from.get(base)
        if known is not None:
            return known
        found: dict[str, list[Route]] = {base: [Route(base)]}
        waiting = deque([Route(base)])
        steps = 0
        while waiting and steps < _MOST * len(self.schema.tables):
            steps += 1
            at = waiting.popleft()
            passed = {base, *(hop.end for hop in at.hops)}
            for key in self.schema.table(at.end).foreign if at.length < _LONGEST else ():
                if key.table not in passed:
                    longer = Route(base, (*at.hops, Hop(at.end, key)))
                    found.setdefault(key.table, []).append(longer)
                    waiting.append(longer)
        self._from[base] = {end: _shortest(routes) for end, routes in found.items()}
        return self._from[base]


def _shortest(routes: list[Route]) -> tuple[Route, ...]:
    least = min((route.length for route in routes), default=0)
    return tuple(route for route in routes if route.length == least)

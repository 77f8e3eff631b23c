"""Which column a name means: the sources of one query, and the queries around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from headgate.facts.sql.model import Ref, Source
from headgate.facts.sql.relation import NOTHING, Flows, Relation, through

LATERAL_ALIASES = frozenset(("snowflake", "redshift", "databricks", "spark", "teradata", "duckdb", "clickhouse"))
"""Dialects in which an expression may name an output to its left."""


@dataclass(slots=True)
class Scope:
    """The sources that are visible at one place of a query."""

    outer: Scope | None = None
    dialect: str = ""
    sources: list[tuple[Source, Relation]] = field(default_factory=list)
    made: dict[str, Flows] = field(default_factory=dict)
    """Outputs to the left, by name."""

    def flows(self, ref: Ref) -> Flows | None:
        """The base columns that `ref` means, with its effect; None where that cannot be told."""
        found = self._qualified(ref.qualifier, ref.column) if ref.qualifier else self._unqualified(ref.column)
        if found is None and self.outer is not None:
            return self.outer.flows(ref)
        return None if found is None else through(found, ref.effect)

    def _qualified(self, qualifier: str, column: str) -> Flows | None:
        for source, relation in reversed(self.sources):
            if _called(source, qualifier):
                return _column_of(source, relation, column)
        first, _, rest = qualifier.partition(".")
        if rest:
            # alias.column.field: what is qualified is a field of a struct.
            for source, relation in reversed(self.sources):
                if _called(source, first):
                    return _column_of(source, relation, rest.partition(".")[0])
        for source, relation in self.sources:
            # Engines refuse a table's own name beside its alias; what is meant is plain.
            if rest and source.relation is not None and source.relation.name == qualifier:
                return _column_of(source, relation, column)
        if any(source.alias == first for source, _ in self.sources) or self._outside(first):
            return None
        return self._unqualified(first)

    def _outside(self, alias: str) -> bool:
        """Whether a query around this one has a source called `alias`."""
        scope = self.outer
        while scope is not None:
            if any(_called(source, alias) for source, _ in scope.sources):
                return True
            scope = scope.outer
        return False

    def _unqualified(self, name: str) -> Flows | None:
        visible = [(s, r) for s, r in self.sources if s.join not in ("semi", "anti")]
        definite = [(s, found) for s, r in visible if (found := r.definitely(name)) is not None]
        if len(definite) == 1:
            return definite[0][1]
        possible = [(s, found) for s, r in visible if (found := r.possibly(name)) is not None]
        if definite:
            # Beyond USING, a name in two sources is refused by engines: what the first offers stands.
            offered = {id(s): found for s, found in (*definite, *possible)}
            return next(offered[id(s)] for s, _ in visible if id(s) in offered)
        merged = any(name in s.using or s.join == "natural" for s, _ in visible)
        made = self.made.get(name)
        if made is not None and self.dialect in LATERAL_ALIASES and not _from_itself(made, name):
            return made
        if len(possible) == 1 or (possible and merged):
            return possible[0][1]
        if possible:
            return made
        fallback = [r for s, r in self.sources if s.alias == name] or [r for s, r in visible if _is_made(s)]
        # A bare name over UNNEST is a field of what is unnested.
        return _whole(fallback[0]) if fallback and made is None else made


def _called(source: Source, qualifier: str) -> bool:
    if source.alias == qualifier:
        return True
    if source.relation is None or source.aliased:
        return False
    name = source.relation.name
    return name == qualifier or name.endswith("." + qualifier) or qualifier.endswith("." + name)


def _column_of(source: Source, relation: Relation, column: str) -> Flows | None:
    found = relation.definitely(column)
    if found is None:
        found = relation.possibly(column)
    if found is None and _is_made(source):
        return _whole(relation)
    return found


def _is_made(source: Source) -> bool:
    """UNNEST, a table function: every column comes from what it was given."""
    return source.relation is None and source.query is None and not source.cte and not source.opaque


def _whole(relation: Relation) -> Flows:
    """A row as a value."""
    return frozenset(flow for item in relation.items for flow in item.flows) or NOTHING


def _from_itself(made: Flows, name: str) -> bool:
    """Whether an output was made from a column of its own name: then that column exists below."""
    return any(ref.column == name for ref, _ in made)

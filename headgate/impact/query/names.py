"""Which column a name means, in the scope of one SELECT."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from headgate.facts.dbt.jinja.unknown import MARKER
from headgate.impact.query.relation import Fault, Key, Relation, equal


@dataclass(frozen=True, slots=True)
class Numbering:
    """A ROW_NUMBER(): which row sources it counts, and within what."""

    core: str
    within: Key


@dataclass
class Scope:
    """The relations that one SELECT sees, its own aliases, and the scope around it."""

    sources: dict[str, Relation]
    outer: Scope | None = None
    merged: dict[str, str] = field(default_factory=dict)
    """Columns that a USING or NATURAL join has made one, with what they mean."""
    aliases: dict[str, str] = field(default_factory=dict)
    """Output aliases of the SELECT itself, which later clauses may name."""
    faults: list[Fault] = field(default_factory=list)
    windows: Mapping[str, exp.Window] = field(default_factory=dict)
    """Of the WINDOW clause, by name."""
    rows: str = ""
    """The rows that window functions look at."""
    core: str = ""
    """Their sources, before any filter."""
    numberings: dict[str, Numbering] = field(default_factory=dict)
    """By the text of the call."""

    def counts(self) -> Counter[str]:
        """Instances of base tables in sight, in the scopes around too."""
        found = Counter(self.outer.counts()) if self.outer is not None else Counter()
        for relation in self.sources.values():
            found.update(relation.bases)
        return found

    def first_of_each(self, relation: Relation) -> Iterator[Key]:
        """What is unique in `relation` because only the rows numbered 1 are kept."""
        for text, numbering in self.numberings.items():
            if numbering.core == relation.core and equal(text, "1") in relation.filters:
                yield numbering.within

    def text_of(self, column: exp.Column) -> str:
        """The canonical text of a column as it is named here; a fault is noted where no engine would find it."""
        name, qualifier = column.name.lower(), column.table.lower()
        if MARKER in name or MARKER in qualifier:
            return f"{qualifier}.{name}"
        line = int(column.this.meta.get("line", 0)) if isinstance(column.this, exp.Expr) else 0
        if qualifier and column.db and not self._is_of(qualifier, column.db.lower()):
            return self._field(column)
        found = self._qualified(qualifier, name, line) if qualifier else self._bare(name, line)
        if found is not None:
            return found
        if not qualifier and name in self.sources:
            return f"{self.sources[name].rows}.*"  # a relation's name stands for its whole row
        if self.outer is not None:
            return self.outer.text_of(column)
        if self._certain(qualifier):
            relations = " or ".join(source.name or alias for alias, source in self.sources.items())
            self.faults.append(Fault("missing-column", name, relations, line))
        return f"?.{qualifier}.{name}" if qualifier else f"?.{name}"

    def _is_of(self, qualifier: str, schema: str) -> bool:
        """Whether `schema.qualifier` names a relation in sight; else it is a path into a struct."""
        source = self.sources.get(qualifier)
        return source is not None and source.name.lower().endswith(f"{schema}.{qualifier}")

    def _field(self, column: exp.Column) -> str:
        """A field of a struct, by the text of the column that holds it: `environment.system.cpu.name`."""
        first, *path = (part.name.lower() for part in column.parts)
        if first in self.sources and path:
            return f"{self.text_of(exp.column(path[0], table=first))}.{'.'.join(path[1:])}"
        return f"{self.text_of(exp.column(first))}.{'.'.join(path)}"

    def _qualified(self, qualifier: str, name: str, line: int) -> str | None:
        source = self.sources.get(qualifier)
        if source is None:
            return None
        text = source.text_of(name)
        if text is None and self.outer is None:
            self.faults.append(Fault("missing-column", name, source.name or qualifier, line))
            return f"{source.rows}.{name}"
        return text

    def _bare(self, name: str, line: int) -> str | None:
        if name in self.merged:
            return self.merged[name]
        known = [relation for relation in self.sources.values() if name in dict(relation.columns)]
        if known:
            closed = not any(relation.open for relation in self.sources.values())
            if len(known) > 1 and closed:
                self.faults.append(Fault("ambiguous-column", name, line=line))
            return known[0].text_of(name)
        if name in self.aliases:
            return self.aliases[name]
        possible = [relation for relation in self.sources.values() if relation.open]
        if len(possible) == 1:
            return possible[0].text_of(name)
        return f"?.{name}" if possible else None

    def _certain(self, qualifier: str) -> bool:
        """Whether an unfound name is surely missing: every relation in sight is known in full."""
        scope: Scope | None = self
        while scope is not None:
            if any(relation.open for relation in scope.sources.values()):
                return False
            scope = scope.outer
        # An unknown qualifier may be a struct column or a function's result.
        return not qualifier and bool(self.sources)

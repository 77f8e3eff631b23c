"""Source tables while they are gathered."""

from __future__ import annotations

from dataclasses import dataclass, field

from headgate.design.source.model import SourceTable

_MOST_TABLES = 400
_MOST_COLUMNS = 600


@dataclass
class Draft:
    """What the readers of all files add to."""

    tables: dict[str, SourceTable] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def add(self, table: SourceTable) -> None:
        """Take in a table; a second one of the same name, or one too many, is told and left out."""
        known = self.tables.get(table.name)
        if known is not None:
            self.unread.append(
                f"{table.name} is told of in {known.origin} and again in {table.origin}; the first counts."
            )
        elif len(self.tables) >= _MOST_TABLES or len(table.columns) > _MOST_COLUMNS:
            self.unread.append(
                f"{table.name} of {table.origin} is left out: over {_MOST_TABLES} tables or {_MOST_COLUMNS} columns."
            )
        elif not table.columns:
            self.unread.append(
                f"{table.name} of {table.origin} names no column, so that nothing can be designed of it."
            )
        else:
            self.tables[table.name] = table

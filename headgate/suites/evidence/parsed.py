"""A statement with its tree and its scopes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from headgate.facts.sql.model import Statement
from headgate.facts.sql.scopes import Scopes
from headgate.location import Location


@dataclass(frozen=True)
class Parsed:
    """A statement, parsed again."""

    path: str
    statement: Statement
    query: exp.Query
    scopes: Scopes

    def at(self, node: exp.Expr) -> Location:
        """The line of the file on which a part of the statement stands."""
        lines = [part.meta["line"] for part in node.walk() if "line" in part.meta]
        return Location(self.path, self.statement.file_line(min(lines, default=0)))

    def shown(self, node: exp.Expr) -> str:
        """A part of it on one line, as SQL of its own dialect."""
        text = " ".join(node.sql(dialect=self.statement.dialect or None, comments=False).split())
        return text if len(text) <= 120 else text[:119] + "…"

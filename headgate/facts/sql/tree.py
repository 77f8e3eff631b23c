"""One SQL statement with its syntax tree, as rules are offered it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlglot import exp

from headgate.facts.reading import Hints
from headgate.facts.sql.model import Statement
from headgate.facts.sql.scopes import Scopes, read_scopes


@dataclass(frozen=True)
class SqlStatement:
    """A parsed statement of a SQL file, of a rendered model, or of a string in a program."""

    path: str
    tree: exp.Expr
    text: str
    """What was parsed: the whole file's SQL; for a model, as rendered."""
    dialect: str
    """sqlglot's name; empty for its own dialect."""
    facts: Statement
    hints: Hints = field(default_factory=Hints)
    lines: tuple[int, ...] = ()
    """Line of `text` (from 1, at index line - 1) to line of the file; empty where they are the same."""
    templated: bool = False
    """`text` came from a template, so a fix may not edit it as if it stood in the file."""
    commas: tuple[int, ...] = ()
    """Lines of the file at whose end a comma between two CTEs is missing; `tree` is read as if it stood there."""

    def with_facts(self, facts: Statement) -> SqlStatement:
        """The same statement with other facts; what was made of its tree stays made."""
        other = replace(self, facts=facts)
        for made in ("scopes", "_first"):
            if made in self.__dict__:
                other.__dict__[made] = self.__dict__[made]
        return other

    def line(self, node: exp.Expr) -> int:
        """The first line of the file on which some part of `node` stands."""
        found = self._first.get(id(node))
        return self.file_line(found) if found else self.facts.line

    def end_line(self, node: exp.Expr) -> int:
        """The last line of the file on which some name of `node` stands."""
        lines = [part.meta["line"] for part in node.walk() if "line" in part.meta]
        return max(self.file_line(max(lines, default=0)), self.line(node))

    def file_line(self, line: int) -> int:
        """The line of the file for a line of `text`."""
        if not self.lines or not 1 <= line <= len(self.lines):
            return line
        return self.lines[line - 1]

    @cached_property
    def scopes(self) -> Scopes:
        """Every query of the statement with the relations it sees."""
        return read_scopes(self.tree)

    @cached_property
    def _first(self) -> dict[int, int]:
        """Line of `text` by node: the first position below it, else the last one before it."""
        found: dict[int, int] = {}
        before = 0
        for node in self.tree.walk(bfs=False):
            line = node.meta.get("line")
            if line is None:
                found[id(node)] = 0
                continue
            before = line
            above: exp.Expr | None = node
            while above is not None and not found.get(id(above)):
                found[id(above)] = line
                above = above.parent
        for node in self.tree.walk(bfs=False):
            if found[id(node)]:
                before = found[id(node)]
            else:
                found[id(node)] = before
        return found

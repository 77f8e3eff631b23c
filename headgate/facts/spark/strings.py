"""SQL in the strings of a Spark program."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.reading import Hints
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.tree import SqlStatement
from headgate.gap import Gap, GapKind

_PLACEHOLDER = "__unresolved__"


class Strings:
    """The statements of all `spark.sql` calls of a program."""

    def __init__(self, program: SparkProgram, hints: Hints) -> None:
        self.statements: dict[int, tuple[SqlStatement, ...]] = {}
        """By the id of the call."""
        self.gaps: list[Gap] = []
        for call in program.named("sql", on=(Sort.SESSION,)):
            query = call.argument(0, "sqlQuery") or call.argument(0, "sqlText")
            if query is not None:
                self._read(program, call, query, hints)

    def all(self) -> Iterator[SqlStatement]:
        for statements in self.statements.values():
            yield from statements

    def _read(self, program: SparkProgram, call: Call, query: Value, hints: Hints) -> None:
        text = query.text
        if text is None:
            text = _with_placeholders(query)
            name = f"SQL at line {call.line}"
            if text is None or _PLACEHOLDER in text:
                why = "parts of its text are made when the program runs"
                self.gaps.append(Gap(program.path, name, why, GapKind.UNRESOLVED))
                return
        first = query.line or call.line
        lines = [first + offset for offset in range(text.count("\n") + 1)]
        statements, gaps = read_sql(program.path, text, "spark", hints, lines=lines, templated=query.text is None)
        self.statements[id(call)] = tuple(statements)
        self.gaps += gaps


def _with_placeholders(query: Value) -> str | None:
    """The text with unresolved parts marked; None where it is not a text of parts."""
    if query.operator == "format":
        parts = [_with_placeholders(part) for part in query.parts]
        return "".join(part or "" for part in parts)
    if query.is_constant:
        return str(query.constant)
    return _PLACEHOLDER

"""SQL in the strings of a Spark program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from headgate.facts.reading import Hints
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.tree import SqlStatement
from headgate.gap import Gap, GapKind

_PLACEHOLDER = "__unresolved__"


class Strings:
    """The statements of all `spark.sql` calls of a program."""

    def __init__(self, program: SparkProgram, hints: Hints, texts: Mapping[int, Iterable[str]] | None = None) -> None:
        """`texts` are what a call is given when the program is followed, by its line, where it does not say itself."""
        self._texts = texts or {}
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
        told = list(self._texts.get(call.line, ())) if query.text is None else []
        if told:
            read = [
                read_sql(program.path, text, "spark", hints, lines=_lines(text, query, call), templated=True)
                for text in told
            ]
            self.statements[id(call)] = tuple(one for statements, _ in read for one in statements)
            self.gaps += [gap for _, gaps in read for gap in gaps]
            return
        text = query.text
        if text is None:
            text = _with_placeholders(query)
            name = f"SQL at line {call.line}"
            if text is None or _PLACEHOLDER in text:
                why = "parts of its text are made when the program runs"
                self.gaps.append(Gap(program.path, name, why, GapKind.UNRESOLVED))
                return
        lines = _lines(text, query, call)
        statements, gaps = read_sql(program.path, text, "spark", hints, lines=lines, templated=query.text is None)
        self.statements[id(call)] = tuple(statements)
        self.gaps += gaps


def _lines(text: str, query: Value, call: Call) -> list[int]:
    """The line of the file for each line of `text`."""
    first = query.line or call.line
    return [first + offset for offset in range(text.count("\n") + 1)]


def _with_placeholders(query: Value) -> str | None:
    """The text with unresolved parts marked; None where it is not a text of parts."""
    if query.operator == "format":
        parts = [_with_placeholders(part) for part in query.parts]
        return "".join(part or "" for part in parts)
    if query.is_constant:
        return str(query.constant)
    return _PLACEHOLDER

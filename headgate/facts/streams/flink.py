"""Flink SQL scripts: tables with their connectors, settings, and where time windows are used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType
from sqlglot.tokens import Tokenizer

from headgate.dataset import KAFKA, Column, Dataset, DatasetId, DatasetKind, table, topic
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.streams.model import StreamSetting
from headgate.facts.streams.scripts import items_of, options_of, pieces_of, renamed, words_of
from headgate.gap import Gap
from headgate.location import Location

_WINDOWS = ("TUMBLE", "HOP", "CUMULATE", "SESSION")


@dataclass(frozen=True, slots=True)
class FlinkTable:
    """A `CREATE TABLE … WITH (…)`."""

    name: str
    line: int
    end_line: int
    columns: tuple[tuple[str, int], ...] = ()
    options: tuple[tuple[str, str, int], ...] = ()
    """Key, value, line."""
    watermark: str = ""
    """The column of its watermark."""
    primary_key: bool = False
    computed: frozenset[str] = frozenset()
    """Columns made by an expression, `AS PROCTIME()`, or taken from metadata."""

    def option(self, key: str) -> str | None:
        return next((value for name, value, _ in self.options if name == key), None)

    def line_of(self, key: str) -> int:
        return next((line for name, _, line in self.options if name == key), self.line)


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """A window function over a table's time column."""

    function: str
    table: str
    column: str
    line: int


@dataclass(frozen=True)
class FlinkScript:
    """A Flink SQL script, as rules are offered it."""

    path: str
    tables: tuple[FlinkTable, ...]
    windows: tuple[TimeWindow, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    """From SET statements."""


def read_flink(file: SourceFile) -> Reading:
    """The tables and statements of a Flink SQL script."""
    kinds = tuple(sorted(file.kinds))
    try:
        tokens = Tokenizer().tokenize(file.text)
    except (SqlglotError, RecursionError) as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("script", f"not SQL ({type(error).__name__})"),)))
    pieces = list(pieces_of(tokens))
    tables = tuple(found for piece in pieces if (found := _table(piece)) is not None)
    statements, gaps = _statements(file, pieces)
    names = {table(one.name): behind for one in tables if (behind := _behind(one)) is not None}
    windows = tuple(window for piece in pieces for window in _windows(piece))
    script = FlinkScript(file.path, tables, windows, dict(_settings(pieces)))
    facts = FileFacts(
        file.path,
        kinds,
        statements=tuple(renamed(one.facts, names) for one in statements),
        datasets=tuple(dataset for one in tables for dataset in _datasets(file, one)),
        stream_settings=tuple(StreamSetting(k, v, line, one.name) for one in tables for k, v, line in one.options),
        gaps=tuple(gaps),
    )
    return Reading(facts, (script, *statements))


def read_script(file: SourceFile) -> Reading:
    """The script and its tables' options alone; its statements are the SQL reader's."""
    whole = read_flink(file)
    facts = FileFacts(whole.facts.path, whole.facts.kinds, stream_settings=whole.facts.stream_settings)
    return Reading(facts, tuple(subject for subject in whole.subjects if isinstance(subject, FlinkScript)))


def _table(piece: list[Token]) -> FlinkTable | None:
    words = words_of(piece[:8])
    if words[:1] != ["CREATE"] or "TABLE" not in words[:3]:
        return None
    at = words.index("TABLE") + 1
    if words[at : at + 3] == ["IF", "NOT", "EXISTS"]:
        at += 3
    opens = next((i for i, token in enumerate(piece) if i > at and token.token_type == TokenType.L_PAREN), None)
    if opens is None or at >= len(piece):
        return None
    name = "".join(token.text for token in piece[at:opens]).lower()
    items = list(items_of(piece, opens))
    columns = [(item[0].text.lower(), item[0].line) for item in items if item and not _constraint(item)]
    marked = next((item[2].text.lower() for item in items if words_of(item[:2]) == ["WATERMARK", "FOR"]), "")
    keyed = any("PRIMARY" in words_of(item) or "PRIMARY KEY" in words_of(item) for item in items)
    line, end = piece[0].line, piece[-1].line
    made = (item for item in items if not _constraint(item) and {"AS", "METADATA"} & set(words_of(item[1:])))
    computed = frozenset(item[0].text.lower() for item in made)
    return FlinkTable(name, line, end, tuple(columns), tuple(options_of(piece)), marked, keyed, computed)


def _constraint(item: Sequence[Token]) -> bool:
    first = item[0].text.upper()
    return first in ("WATERMARK", "CONSTRAINT", "PRIMARY KEY", "LIKE") or words_of(item[:2]) == ["PRIMARY", "KEY"]


def _settings(pieces: Sequence[list[Token]]) -> Iterator[tuple[str, str]]:
    for piece in pieces:
        if piece[0].text.upper() == "SET":
            key, _, value = "".join(token.text for token in piece[1:]).partition("=")
            yield key.strip("'\" "), value.strip("'\" ")


def _windows(piece: Sequence[Token]) -> Iterator[TimeWindow]:
    """`TUMBLE(TABLE orders, DESCRIPTOR(ts), …)`."""
    for at, token in enumerate(piece):
        words = words_of(piece[at : at + 8])
        if token.text.upper() in _WINDOWS and words[1:3] == ["(", "TABLE"] and "DESCRIPTOR" in words[4:6]:
            descriptor = at + words.index("DESCRIPTOR")
            if descriptor + 2 < len(piece):
                name, column = piece[at + 3].text.lower(), piece[descriptor + 2].text.lower()
                yield TimeWindow(token.text.upper(), name, column, token.line)


def _statements(file: SourceFile, pieces: Sequence[list[Token]]) -> tuple[list[SqlStatement], list[Gap]]:
    """INSERT and SELECT statements, parsed with the lines of the file."""
    found: list[SqlStatement] = []
    gaps: list[Gap] = []
    for piece in pieces:
        if piece[0].text.upper() not in ("INSERT", "SELECT", "WITH"):
            continue
        text = file.text[piece[0].start : piece[-1].end + 1]
        lines = tuple(range(piece[0].line, piece[0].line + text.count("\n") + 1))
        statements, trouble = read_sql(file.path, text, "spark", file.hints, lines=lines)
        found += statements
        gaps += trouble
    return found, gaps


def _behind(one: FlinkTable) -> DatasetId | None:
    """What a table of the script stands for: a topic, or a table of a database; None where nothing tells."""
    name = one.option("topic")
    if name:
        return topic(name)
    beyond = one.option("table-name")
    return table(beyond) if beyond else None


def _datasets(file: SourceFile, one: FlinkTable) -> Iterator[Dataset]:
    """What is behind a table, with the columns that the script knows; of a topic they need not be all."""
    columns = tuple(Column(name, line=line) for name, line in one.columns)
    at = Location(file.path, one.line, one.end_line)
    behind = _behind(one)
    if behind is None:
        yield Dataset(table(one.name), DatasetKind.TABLE, at, columns, complete=True)
    else:
        kind = DatasetKind.TOPIC if behind.namespace == KAFKA else DatasetKind.TABLE
        yield Dataset(behind, kind, at, columns)

"""Flink SQL scripts: statements with connector tables named as what is behind them, and the script for its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlglot.errors import SqlglotError

from headgate.dataset import Column, DatasetId, DatasetKind
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.sql.model import Statement
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.streams.flinksql.connectors import KAFKA, behind
from headgate.facts.streams.flinksql.model import FlinkScript, FlinkTable
from headgate.facts.streams.flinksql.plain import Plain, plain
from headgate.facts.streams.model import StreamSetting
from headgate.facts.streams.scripts import renamed
from headgate.facts.streams.settings import FlinkSettings

_DIALECT = "spark"
"""Whose words a script is put into: backquotes, types between angle brackets."""


def read_flink(file: SourceFile) -> Reading:
    """The tables and statements of a Flink SQL script."""
    kinds = tuple(sorted(file.kinds))
    try:
        script = plain(file.text)
    except (SqlglotError, RecursionError) as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("script", f"not SQL ({type(error).__name__})"),)))
    parsed, gaps = read_sql(file.path, script.text, _DIALECT, file.hints, templated=script.text != file.text)
    tables = {(one.line, one.name.rsplit(".", 1)[-1]): one for one in script.tables}
    declared: dict[DatasetId | None, FlinkTable] = {
        one.facts.target: made for one in parsed if (made := _table_of(one, tables))
    }
    names = {name: other for name, one in declared.items() if name and (other := behind(name, one)) != name}
    whole = _with_likes([_told(one.facts, declared) for one in parsed], declared)
    statements = [one.with_facts(renamed(facts, names)) for one, facts in zip(parsed, whole, strict=True)]
    facts = FileFacts(
        file.path,
        kinds,
        statements=tuple(one.facts for one in statements),
        datasets=tuple(one.facts.declares for one in statements if one.facts.declares is not None),
        stream_settings=tuple(StreamSetting(k, v, n, one.name) for one in script.tables for k, v, n in one.options),
        gaps=tuple(gaps),
    )
    whole_script = _script(file, script, parsed)
    settings = FlinkSettings(file.path, whole_script.settings, whole_script.setting_lines)
    return Reading(facts, (whole_script, settings, *_offered(statements, script)))


def _script(file: SourceFile, script: Plain, parsed: list[SqlStatement]) -> FlinkScript:
    return FlinkScript(
        file.path,
        tuple(script.tables),
        tuple(script.windows),
        {key: value for key, value, _ in script.settings},
        {key: line for key, _, line in script.settings},
        tuple(parsed),
        tuple(script.hints),
        tuple(script.temporal),
    )


def _offered(statements: list[SqlStatement], script: Plain) -> Iterator[SqlStatement]:
    """The statements that rules on SQL may look at: patterns over rows are none of theirs."""
    for one in statements:
        if not any(one.facts.line <= line <= one.facts.end_line for line in script.patterns):
            yield one


def _table_of(one: SqlStatement, tables: Mapping[tuple[int, str], FlinkTable]) -> FlinkTable | None:
    if one.facts.kind != "create-table" or one.facts.target is None:
        return None
    return tables.get((one.facts.line, one.facts.target.name.rsplit(".", 1)[-1]))


def _told(facts: Statement, declared: Mapping[DatasetId | None, FlinkTable]) -> Statement:
    """Of a connector table: that it is declared, not written, and seen as one job sees it."""
    one = declared.get(facts.target)
    if one is not None and facts.kind == "insert" and not facts.target_columns:
        # A connector table proves nothing absent, but what this script inserts goes by its order.
        return replace(facts, target_columns=tuple(name for name in one.written if name not in facts.partition))
    made = facts.declares
    if one is None or facts.kind != "create-table":
        return facts
    if made is not None:
        kind = DatasetKind.TOPIC if one.connector in KAFKA else made.kind
        made = replace(made, kind=kind, complete=made.complete and not one.options and not one.like)
    # Declaring a connector table writes nothing to what is behind it; CREATE TABLE … AS SELECT does.
    written = facts.writes if facts.query is not None or not one.options else ()
    return replace(facts, declares=made, writes=written)


def _with_likes(statements: list[Statement], declared: Mapping[DatasetId | None, FlinkTable]) -> Iterator[Statement]:
    """The columns that a table takes over from another one of the script."""
    columns: dict[str, tuple[Column, ...]] = {}
    for facts in statements:
        one, made = declared.get(facts.target), facts.declares
        if one is not None and made is not None and facts.kind == "create-table":
            own = {column.name.lower() for column in made.columns}
            taken = columns.get(one.like.rsplit(".", 1)[-1], ()) if one.like else ()
            made = replace(made, columns=(*made.columns, *(c for c in taken if c.name.lower() not in own)))
            columns[one.name.rsplit(".", 1)[-1]] = made.columns
            facts = replace(facts, declares=made)  # noqa: PLW2901 - the same statement, told in full
        yield facts

"""Readers of SQL files: plain SQL, SQL with Jinja outside dbt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from headgate.dataset import table
from headgate.errors import HeadgateError
from headgate.facts.dbt.context import DbtContext
from headgate.facts.dbt.jinja.render import Rendered, render
from headgate.facts.dbt.model import DbtProjectFile
from headgate.facts.dbt.settle import read_rendered, settle
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.spark_script import script_of
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.sql.undo import undone_lines
from headgate.gap import Gap, GapKind
from headgate.lineage import DatasetUse


def read(file: SourceFile) -> Reading:
    """The statements of a file that is SQL as it stands."""
    return reading(file, *read_sql(file.path, file.text, file.hints.dialect, file.hints))


def read_template(file: SourceFile) -> Reading:
    """The statements of a Jinja template that no dbt project holds: values from outside stay unknown."""
    context = DbtContext(DbtProjectFile("", ""), dialect=file.hints.dialect)
    statements: list[SqlStatement] = []
    gaps: list[Gap] = []
    try:
        for rendered in render(context, file.text, PurePosixPath(file.path).stem):
            read, trouble = _rendered(file, rendered)
            statements += read
            gaps += trouble
    except HeadgateError as error:
        gaps.append(file.gap("template", str(error)))
    return reading(file, statements, list(dict.fromkeys(gaps)))


def reading(file: SourceFile, statements: list[SqlStatement], gaps: list[Gap]) -> Reading:
    """The answer of a reader of SQL."""
    statements = _filling(file, _undoing(file, statements))
    told = [one.facts for one in statements]
    facts = FileFacts(
        file.path,
        tuple(sorted(file.kinds)),
        tuple(told),
        tuple(one.declares for one in told if one.declares is not None and not one.undoes),
        gaps=tuple(gaps),
    )
    return Reading(facts, (*statements, *script_of(file.path, statements, whole=True)))


def _undoing(file: SourceFile, statements: list[SqlStatement]) -> list[SqlStatement]:
    """`statements`, of which those that take a migration back are marked."""
    spans = undone_lines(file.path, file.text)
    if not spans:
        return statements
    return [
        one.with_facts(replace(one.facts, undoes=True))
        if any(start <= one.facts.line <= end for start, end in spans)
        else one
        for one in statements
    ]


def _filling(file: SourceFile, statements: list[SqlStatement]) -> list[SqlStatement]:
    """`statements`, of which the last plain query fills the table that the file's folder stands for."""
    last = max((n for n, one in enumerate(statements) if _is_plain(one)), default=-1)
    if not file.hints.fills or last < 0 or any(one.facts.target == table(file.hints.table) for one in statements):
        return statements
    target = table(file.hints.table)
    facts = statements[last].facts
    filled = replace(facts, kind="create-table", target=target, writes=(DatasetUse(target, facts.line),))
    return [*statements[:last], statements[last].with_facts(filled), *statements[last + 1 :]]


def _is_plain(statement: SqlStatement) -> bool:
    return statement.facts.kind == "select" and statement.facts.target is None and statement.facts.query is not None


def _rendered(file: SourceFile, rendered: Rendered) -> tuple[list[SqlStatement], list[Gap]]:
    statements, gaps = read_rendered(file, rendered)
    if rendered.missed:
        named = ", ".join(f"`{name}`" for name, _ in rendered.missed[:5])
        more = len(rendered.missed) - 5
        what = f"values that the template gets from outside: {named}" + (f" and {more} more" if more > 0 else "")
        gaps.append(file.gap(what, "not told in this repository", GapKind.UNRESOLVED))
    return [settle(statement, None) for statement in statements], gaps

"""PyFlink: the SQL that a program runs, its tables, and its settings. Nothing of it is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from headgate.dataset import table
from headgate.facts.python.parse import parsed
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.streams.flink import read_flink
from headgate.facts.streams.flink_tables import Tables, selects_of
from headgate.facts.streams.flinksql.connectors import behind
from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.facts.streams.settings import FlinkSettings
from headgate.gap import Gap, GapKind

_STATEMENT = re.compile(
    r"\s*(?:CREATE\s+(?:TEMPORARY\s+)?(?:TABLE|VIEW)|INSERT\s+(?:INTO|OVERWRITE)|SELECT|WITH|EXECUTE|BEGIN|SET)\b", re.I
)
_SETS = ("set", "set_string", "set_integer", "set_boolean")
_COMMENT = re.compile(r"--[^\n]*")
_HOLE = "\0"
"""Stands for a part of a text that only a run tells."""
_FIELD = re.compile(r"\{[^{}\n]{0,80}\}")
_QUOTED = re.compile(r"'[^'\0]*\0[^']*'")


@dataclass(frozen=True)
class FlinkProgram:
    """A PyFlink program, as rules are offered it."""

    path: str
    tree: ast.Module
    settings: dict[str, str] = field(default_factory=dict)
    setting_lines: dict[str, int] = field(default_factory=dict)
    checkpoints: int = 0
    """The line that enables checkpoints; 0 where none does."""
    calls: tuple[ast.Call, ...] = ()
    """All calls, by line."""


def read_pyflink(file: SourceFile) -> Reading:
    """The statements that a program hands to Flink, on the lines where they stand."""
    kinds = tuple(sorted(file.kinds))
    try:
        tree = parsed(file.text)
        program = _program(file.path, tree)
        script, gaps = _script(file, tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        gap = file.gap("Flink program", f"it is not Python that can be parsed ({type(error).__name__})")
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    if not script.strip():
        settings = FlinkSettings(file.path, program.settings, program.setting_lines)
        jobs = tuple(_tables(file.path, tree, None).jobs)
        return Reading(FileFacts(file.path, kinds, jobs=jobs, gaps=gaps), (program, settings))
    read = read_flink(replace(file, text=script))
    subjects = tuple(_of_program(one, program) for one in read.subjects)
    tables = _tables(file.path, tree, read)
    facts = replace(
        read.facts,
        statements=(*read.facts.statements, *tables.statements),
        jobs=tuple(tables.jobs),
        gaps=(*read.facts.gaps, *gaps),
    )
    return Reading(facts, (program, *subjects))


def _tables(path: str, tree: ast.Module, read: Reading | None) -> Tables:
    """What the Table API of a program moves, with the connectors that its SQL declares."""
    scripts = [one for one in read.subjects if isinstance(one, FlinkScript)] if read is not None else []
    names = {table(one.name): behind(table(one.name), one) for script in scripts for one in script.tables}
    followed = Tables(path, selects_of(read.facts.statements) if read is not None else {}, names)
    followed.follow(tree)
    return followed


def _of_program(subject: object, program: FlinkProgram) -> object:
    if isinstance(subject, SqlStatement):
        return replace(subject, templated=True)
    if isinstance(subject, FlinkScript):
        settings = program.settings | subject.settings
        return replace(subject, settings=settings, setting_lines=program.setting_lines | subject.setting_lines)
    if isinstance(subject, FlinkSettings):
        values, lines = program.settings | subject.values, program.setting_lines | subject.lines
        return FlinkSettings(subject.path, values, lines)
    return subject


def _program(path: str, tree: ast.Module) -> FlinkProgram:
    calls = sorted((n for n in ast.walk(tree) if isinstance(n, ast.Call)), key=lambda n: (n.lineno, n.col_offset))
    settings: dict[str, str] = {}
    lines: dict[str, int] = {}
    checkpoints = 0
    for call in calls:
        if not isinstance(call.func, ast.Attribute):
            continue
        texts = [str(one.value) if isinstance(one, ast.Constant) else "?" for one in call.args]
        if call.func.attr in _SETS and len(texts) == 2 and "." in texts[0]:
            settings[texts[0].lower()] = texts[1]
            lines[texts[0].lower()] = call.func.end_lineno or call.lineno
        elif call.func.attr == "enable_checkpointing":
            checkpoints = checkpoints or call.func.end_lineno or call.lineno
            settings.setdefault("execution.checkpointing.interval", next(iter(texts), "?"))
            lines.setdefault("execution.checkpointing.interval", checkpoints)
        elif call.func.attr == "in_batch_mode":
            settings.setdefault("execution.runtime-mode", "batch")
    return FlinkProgram(path, tree, settings, lines, checkpoints, tuple(calls))


def _script(file: SourceFile, tree: ast.Module) -> tuple[str, tuple[Gap, ...]]:
    """The program's SQL, each statement on its own lines; and what is put together when it runs."""
    rows: dict[int, str] = {}
    gaps: list[Gap] = []
    for node, text in _texts(tree):
        if not _STATEMENT.match(_COMMENT.sub("", text)):
            continue
        whole = _QUOTED.sub(lambda one: one[0].replace(_HOLE, "${}"), text)
        if _HOLE in whole:
            what = f"SQL at line {node.lineno}"
            gaps.append(file.gap(what, "parts of it are told when it runs", GapKind.UNRESOLVED))
            continue
        for at, row in enumerate(_rows(node, whole.rstrip().removesuffix(";") + ";")):
            rows[node.lineno + at] = f"{rows.get(node.lineno + at, '')} {row}".strip()
    return "\n".join(rows.get(line, "") for line in range(1, max(rows, default=0) + 1)), tuple(gaps)


def _rows(node: ast.expr, text: str) -> list[str]:
    """The lines of a text where they are those of the file, else all on its first."""
    rows = text.split("\n")
    aligned = len(rows) <= (node.end_lineno or node.lineno) - node.lineno + 1
    return rows if aligned else [" ".join(_COMMENT.sub("", text).split("\n"))]


def _texts(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Whole texts of the file: constants, f-strings, `"…".format(…)`, with holes for what is filled in."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.JoinedStr):
            parts = (str(p.value) if isinstance(p, ast.Constant) else _HOLE for p in node.values)
            yield node, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value
        elif (template := _template(node)) is not None:
            yield template, _FIELD.sub(_HOLE, str(template.value))
        else:
            waiting += ast.iter_child_nodes(node)


def _template(node: ast.AST) -> ast.Constant | None:
    """The text in `"…".format(…)`."""
    func = node.func if isinstance(node, ast.Call) else None
    if not isinstance(func, ast.Attribute) or func.attr != "format" or not isinstance(func.value, ast.Constant):
        return None
    return func.value if isinstance(func.value.value, str) else None

"""Soda: SodaCL checks and data contracts in YAML, as readers of the columns that they name.

Sources: the Soda manual, "SodaCL reference" (numeric, missing, validity, freshness, schema, reference and failed rows
checks; filters; for each) and "Data contracts" (`dataset`, `columns`, `checks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from headgate.dataset import DatasetId, table
from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml
from headgate.facts.quality.suites import Named, checking, declared
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.tree import SqlStatement
from headgate.gap import Gap, GapKind

_HEADER = re.compile(r"""^(?:checks|filter) for ["']?([\w.$-]+)["']?(?:\s*\[.*\])?$|^(filter) ["']?([\w.$-]+)["']?""")
_METRIC = re.compile(r"""\b([a-z_]+)\s*\(\s*([^()]*?)\s*\)""")
_REFERENCE = re.compile(
    r"values? in \(?([\w, ]+?)\)?\s+must(?: not)? exist in ([\w.]+)(?:\s*\(([\w, ]+)\)|\s+([\w, ]+))", re.I
)
_MISSING = "when required column missing"
_TYPES = ("when wrong column type", "when wrong column index")
_NAME = re.compile(r"""^["`]?([A-Za-z_][\w$]*)["`]?$""")
_WORDLESS = frozenset(("row_count", "duplicate_percent_of"))


def read_soda(file: SourceFile) -> Reading:
    """The checks of a file: one suite for each dataset."""
    kinds = tuple(sorted(file.kinds))
    try:
        documents = read_yaml(file.text)
    except HeadgateError as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("checks", str(error)),)))
    checked: dict[DatasetId, tuple[int, list[Named]]] = {}
    statements: list[SqlStatement] = []
    gaps: list[Gap] = []
    for top in documents:
        for dataset, line, named in (*_contract(top), *_listed(file, top, statements, gaps)):
            checked.setdefault(dataset, (line, []))[1].extend(named)
    stem = PurePosixPath(file.path).stem
    suites = [(f"{stem}: {dataset.name}", dataset, line, named) for dataset, (line, named) in checked.items()]
    facts = FileFacts(
        file.path,
        kinds,
        statements=tuple(one.facts for one in statements),
        datasets=tuple(declared(name, file.path, line, named) for name, _, line, named in suites),
        jobs=tuple(checking(name, dataset, file.path, line, named) for name, dataset, line, named in suites),
        gaps=tuple(gaps),
    )
    return Reading(facts)


def _listed(
    file: SourceFile, top: Value, statements: list[SqlStatement], gaps: list[Gap]
) -> Iterator[tuple[DatasetId, int, list[Named]]]:
    for key, value in top.pairs():
        line = top.keys.get(key, value.line)
        match = _HEADER.match(key)
        if match:
            dataset = table(match[1] or match[3])
            named = [name for check in value.each() for name in _check(file, check, statements)]
            yield dataset, line, named
            yield from (one for check in value.each() if (one := _reference(check)))
        elif key.startswith("for each dataset"):
            names = value.get("datasets").texts()
            named = [name for check in value.get("checks").each() for name in _check(file, check, statements)]
            yield from ((table(name), line, named) for name in names if "%" not in name and not name.startswith("exc"))
            if any("%" in name for name in names):
                why = "which datasets its pattern means, the data source tells"
                gaps.append(file.gap(f"checks at line {line}", why, GapKind.UNRESOLVED))


def _check(file: SourceFile, check: Value, statements: list[SqlStatement]) -> Iterator[Named]:
    """The columns that one check names."""
    if check.text:
        yield from _written(check.text, check.line)
    for key, body in check.pairs():
        line = check.keys.get(key, check.line)
        yield from _written(key, line)
        if key == "schema":
            yield from _schema(body)
        for name in ("fail query", f"{key.split(' ', 1)[0]} query"):
            query = body.get(name)
            if query.text:
                found, _ = read_sql(file.path, query.text, file.hints.dialect, file.hints, lines=_lines(query))
                statements += found


def _lines(query: Value) -> tuple[int, ...]:
    count = query.text.rstrip("\n").count("\n") + 1
    first = max(query.line, query.end_line - count + 1)
    return tuple(min(first + n, query.end_line or first) for n in range(count))


def _written(text: str, line: int) -> Iterator[Named]:
    """`missing_count(email) = 0`, `freshness(created_at) < 1d`, `values in (a) must exist in t (b)`."""
    reference = _REFERENCE.search(text)
    if reference:
        yield from _columns(reference[1], line)
        return
    for metric, arguments in _METRIC.findall(text[:2_000]):
        if metric not in _WORDLESS:
            yield from _columns(arguments, line)


def _reference(check: Value) -> tuple[DatasetId, int, list[Named]] | None:
    text = check.text or next((key for key, _ in check.pairs()), "")
    match = _REFERENCE.search(text[:2_000])
    return (table(match[2]), check.line, list(_columns(match[3] or match[4], check.line))) if match else None


def _schema(body: Value) -> Iterator[Named]:
    for level in ("fail", "warn"):
        for item in body.get(level).get(_MISSING).each():
            yield item.text.lower(), item.line
        for name in _TYPES:
            said = body.get(level).get(name)
            yield from ((column.lower(), said.keys.get(column, said.line)) for column, _ in said.pairs())


def _contract(top: Value) -> Iterator[tuple[DatasetId, int, list[Named]]]:
    """A data contract: `dataset: source/database/schema/table`, or the bare table."""
    name = top.get("dataset").text
    if not name or not (top.get("columns").items is not None or top.get("checks").items is not None):
        return
    parts = name.split("/")
    named = [(c.get("name").text.lower(), c.line) for c in top.get("columns").each() if c.get("name").text]
    yield table(".".join(parts[1:] if len(parts) > 2 else parts)), top.keys.get("dataset", top.line), named


def _columns(arguments: str, line: int) -> Iterator[Named]:
    for written in arguments.split(","):
        match = _NAME.match(written.strip())
        if match:
            yield match[1].lower(), line

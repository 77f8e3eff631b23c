"""Cube data models in YAML: cubes over tables and queries, and views over cubes, as consumers by column.

Source: Cube, "Data modeling": `sql_table`, `sql`, `dimensions`, `measures`, `segments`, `joins`; views with `cubes`,
`join_path`, `includes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from headgate.dataset import CUBE, Column, Dataset, DatasetId, DatasetKind, table
from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml
from headgate.facts.reading import FileFacts, Reading, SourceFile, merge
from headgate.facts.semantic.members import MEMBER, OTHER, OWN, Member, edges_of
from headgate.facts.sql.model import Statement
from headgate.facts.sql.parse import read_sql
from headgate.gap import Gap, GapKind
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location

_REFERENCE = re.compile(r"\$?\{\s*(\w+)(?:\.(\w+))?\s*\}")
_AGGREGATES = ("sum", "avg", "min", "max", "count_distinct", "count_distinct_approx", "count")


def read_cube(file: SourceFile) -> Reading:
    """The cubes and views of a file."""
    kinds = tuple(sorted(file.kinds))
    try:
        documents = read_yaml(file.text)
    except HeadgateError as error:
        why = "its YAML is made by a template" if "{%" in file.text else str(error)
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("cubes", why),)))
    parts = [_cube(file, item) for top in documents for item in top.get("cubes").each() if item.get("name").text]
    parts += [_view(file, item) for top in documents for item in top.get("views").each() if item.get("name").text]
    return merge(file.path, file.kinds, parts)


def _cube(file: SourceFile, item: Value) -> Reading:
    name = item.get("name").text
    cube = DatasetId(CUBE, name)
    members = list(_members(name, item))
    under, statements, gaps = _under(file, item, name)
    edges = tuple(edges_of(cube, under, members, file.hints.dialect, file.path))
    named: dict[DatasetId, set[str]] = {under: set()} if under is not None else {}
    for edge in edges:
        if edge.source.dataset != cube:
            named.setdefault(edge.source.dataset, set()).add(edge.source.column)
    reads = [DatasetUse(dataset, item.line, tuple(sorted(columns))) for dataset, columns in named.items()]
    if item.get("extends").text:
        reads.append(DatasetUse(DatasetId(CUBE, item.get("extends").text.strip("{} ")), item.get("extends").line))
    at = Location(file.path, item.line)
    shown = (one for one in members if not one.name.startswith("join "))
    columns = tuple(Column(one.name.lower(), line=one.line) for one in shown)
    edges = tuple(edge for edge in edges if not edge.target.column.startswith("join "))
    job = Job(f"cube {name}", JobKind.METRICS, at, tuple(reads), (DatasetUse(cube, item.line),), edges=edges)
    dataset = Dataset(cube, DatasetKind.METRIC, at, columns)
    return Reading(FileFacts(file.path, (), tuple(statements), (dataset,), (job,), gaps=tuple(gaps)))


def _members(cube: str, item: Value) -> Iterator[Member]:
    for section in ("dimensions", "measures", "segments"):
        for one in item.get(section).each():
            sql, kind = one.get("sql").text, one.get("type").text
            if one.get("name").text and sql:
                aggregates = section == "measures" and kind in _AGGREGATES
                yield Member(one.get("name").text, _marked(cube, sql), one.get("sql").line, aggregates)
    for one in item.get("joins").each():
        if one.get("sql").text:
            yield Member(f"join {one.get('name').text}", _marked(cube, one.get("sql").text), one.get("sql").line)


def _marked(cube: str, sql: str) -> str:
    """`{CUBE}`, `{CUBE.member}`, `{member}`, `{other.member}` as names that SQL can hold."""

    def name(match: re.Match[str]) -> str:
        first, second = match[1], match[2]
        own = first in ("CUBE", cube)
        if own:
            return f"{MEMBER}.{second}" if second else OWN
        if second:
            return f"{OTHER}__{first}.{second}"
        # `{other}.column` names a column of the other cube's table; `{member}` stands alone.
        return f"{OTHER}__{first}" if match.string[match.end() : match.end() + 1] == "." else f"{MEMBER}.{first}"

    return _REFERENCE.sub(name, sql)


def _under(file: SourceFile, item: Value, name: str) -> tuple[DatasetId | None, list[Statement], list[Gap]]:
    written = item.get("sql_table").text
    if written and "{" not in written:
        return table(written.replace("`", "")), [], []
    query = item.get("sql")
    if not query.text or "{" in query.text:
        why = "its table is made by a template" if written or query.text else "it names no table"
        inherits = item.get("extends").text
        return None, [], [] if inherits else [file.gap(f"cube {name}", why, GapKind.UNRESOLVED)]
    whole = re.fullmatch(r"\s*select\s+\*\s+from\s+([\w.`\"]+)\s*;?\s*", query.text, re.I)
    if whole:
        return table(whole[1].replace("`", "")), [], []
    target = DatasetId(CUBE, f"{name}.sql")
    count = query.text.rstrip("\n").count("\n") + 1
    first = max(query.line, query.end_line - count + 1)
    lines = tuple(range(first, first + query.text.count("\n") + 1))
    found, gaps = read_sql(file.path, query.text, file.hints.dialect, file.hints, lines=lines)
    told = [one.facts for one in found if one.facts.query is not None]
    writes = (DatasetUse(target, query.line),)
    return target, [replace(one, target=target, writes=writes) for one in told], gaps


def _view(file: SourceFile, item: Value) -> Reading:
    """A view shows members of cubes; `includes: "*"` shows all."""
    name = item.get("name").text
    target = DatasetId(CUBE, name)
    reads = []
    for one in item.get("cubes").each():
        cube = one.get("join_path").text.rsplit(".", 1)[-1]
        names = [part.get("name").text or part.text for part in one.get("includes").each()]
        columns = tuple(sorted(text.lower() for text in names if text)) if names else None
        if cube:
            reads.append(DatasetUse(DatasetId(CUBE, cube), one.get("join_path").line, columns))
    at = Location(file.path, item.line)
    job = Job(f"view {name}", JobKind.METRICS, at, tuple(reads), (DatasetUse(target, item.line),))
    return Reading(FileFacts(file.path, datasets=(Dataset(target, DatasetKind.METRIC, at),), jobs=(job,)))

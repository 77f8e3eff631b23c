"""Source schemas from files, each by its kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from headgate.design.source import avro, dbt, ddl, jsonschema, keys, sample
from headgate.design.source.draft import Draft
from headgate.design.source.model import SourceSchema
from headgate.design.source.words import snake
from headgate.errors import HeadgateError

_MOST_BYTES = 4_000_000
_KINDS = "*.sql (DDL), *.yml (dbt sources), *.json (JSON Schema), *.avsc (Avro), *.csv (a sample)"


def read_sources(paths: Iterable[Path], dialect: str = "", rows: Mapping[str, int] | None = None) -> SourceSchema:
    """The tables that the files, or all files of the folders, tell of.

    `dialect` is sqlglot's name of that of DDL; `rows` says how many rows tables have.

    Raises:
        HeadgateError: a file is missing, too large, no text or of no known kind; nothing tells of a table; `rows`
            speaks of a table that is not there.
    """
    draft = Draft()
    for path in _files(paths):
        _read(path, dialect, draft)
    for name, table in list(draft.tables.items()):
        foreign = tuple(
            replace(key, versioned=_points_to_versions(draft, key.table, key.there)) for key in table.foreign
        )
        draft.tables[name] = replace(table, foreign=foreign)
    keys.complete(draft)
    if not draft.tables:
        raise HeadgateError(f"No --source tells of a table. {' '.join(draft.unread)}".strip())
    counts = {snake(name): count for name, count in (rows or {}).items()}
    unknown = sorted(set(counts) - set(draft.tables))
    if unknown:
        raise HeadgateError(
            f"--rows names {unknown[0]}, which no --source tells of; there are {', '.join(sorted(draft.tables))}."
        )
    tables = tuple(replace(table, rows=counts.get(name)) for name, table in sorted(draft.tables.items()))
    return SourceSchema(tables, tuple(draft.assumed), tuple(draft.unread))


def _points_to_versions(draft: Draft, name: str, there: tuple[str, ...]) -> bool:
    target = draft.tables.get(name)
    return target is not None and bool(there) and set(there) < set(target.key)


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file() and not p.is_symlink()
            )
        elif path.is_file():
            found.append(path)
        else:
            raise HeadgateError(f"{path} is not there; --source takes files or folders: {_KINDS}.")
    return found


def _read(path: Path, dialect: str, draft: Draft) -> None:
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise HeadgateError(f"{path.name} is of no kind that a design can start from; it takes {_KINDS}.")
    if path.stat().st_size > _MOST_BYTES:
        raise HeadgateError(f"{path.name} is over {_MOST_BYTES:,} bytes; give a smaller sample.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise HeadgateError(f"{path.name} is not UTF-8 text; convert it first.") from error
    if suffix in (".sql", ".ddl"):
        ddl.read(text, path.name, dialect, draft)
    elif suffix in (".yml", ".yaml"):
        dbt.read(text, path.name, dialect, draft)
    elif suffix == ".csv":
        sample.read(text, path.name, draft)
    elif suffix == ".avsc":
        avro.read(text, path.name, draft)
    else:
        jsonschema.read(text, path.name, draft)


_SUFFIXES = (".sql", ".ddl", ".yml", ".yaml", ".json", ".avsc", ".csv")

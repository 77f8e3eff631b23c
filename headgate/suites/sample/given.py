"""What a sample is made of: files, a DuckDB database, or the seeds of the repository itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from headgate.errors import HeadgateError
from headgate.gap import Gap, GapKind

FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".csv.gz": "csv",
    ".parquet": "parquet",
    ".jsonl": "json",
    ".ndjson": "json",
    ".duckdb": "duckdb",
    ".db": "duckdb",
}
_MOST_FILES = 200
_MOST_BYTES = 2_000_000_000
_NAME = re.compile(r"[\w.\-]{1,120}")


@dataclass(frozen=True, slots=True)
class Given:
    """One source of rows; a database gives several datasets, all else one."""

    name: str
    """Of the dataset; of a database, its own."""
    format: str
    """csv, parquet, json, duckdb or lines."""
    path: str = ""
    """Absolute, links resolved; empty for lines."""
    columns: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    """Of a seed; an empty text is NULL."""


def given_at(path: Path) -> tuple[tuple[Given, ...], tuple[Gap, ...]]:
    """The sources of a file or of a folder of files, and what in it is not taken.

    Raises:
        HeadgateError: there is no such file, it is of no format that is read, or the folder holds none.
    """
    known = ", ".join(FORMATS)
    if path.is_dir():
        found, gaps = _of_folder(path)
        if not found:
            raise HeadgateError(f"{path} holds no sample; give files ending in {known}.")
        return tuple(found), tuple(gaps)
    if not path.is_file():
        raise HeadgateError(f"{path} is not there; give a file or a folder of files ending in {known}.")
    one = _of_file(path)
    if isinstance(one, Gap):
        raise HeadgateError(f"{path} is no sample that can be read: {one.why}; give a file ending in {known}.")
    return (one,), ()


def _of_folder(folder: Path) -> tuple[list[Given], list[Gap]]:
    found: dict[str, Given] = {}
    gaps: list[Gap] = []
    inside = folder.resolve()
    for path in _files(inside):
        one = _of_file(path)
        if isinstance(one, Given) and not Path(one.path).is_relative_to(inside):
            one = Gap(path.name, "sample", "it is a link that leads out of the folder", GapKind.UNREADABLE)
        if isinstance(one, Given) and one.name in found:
            one = Gap(path.name, "sample", f"another file is called {one.name} too", GapKind.UNRESOLVED)
        if isinstance(one, Gap):
            gaps.append(one)
        elif len(found) < _MOST_FILES:
            found[one.name] = one
        else:
            gaps.append(Gap(path.name, "sample", f"more than {_MOST_FILES} files", GapKind.TOO_MANY))
    return list(found.values()), gaps


def _files(folder: Path) -> Iterator[Path]:
    """Files of the folder and of the folders in it, in order of their names."""
    for path in sorted(folder.iterdir()):
        if path.is_file():
            yield path
        elif path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
            yield from (one for one in sorted(path.iterdir()) if one.is_file())


def _of_file(path: Path) -> Given | Gap:
    name = path.name.lower()
    ending = max((one for one in FORMATS if name.endswith(one)), key=len, default="")
    if not ending:
        return Gap(path.name, "sample", "its format is not one that is read", GapKind.UNREADABLE)
    stem = path.name[: -len(ending)]
    if not _NAME.fullmatch(stem):
        return Gap(path.name, "sample", "its name is no name of a dataset", GapKind.UNRESOLVED)
    size = path.stat().st_size
    if size > _MOST_BYTES:
        return Gap(path.name, "sample", f"{size:,} bytes, over {_MOST_BYTES:,}", GapKind.TOO_LARGE)
    return Given(stem.lower(), FORMATS[ending], str(path.resolve()))

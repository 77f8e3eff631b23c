"""Seeds: CSV files that dbt loads as tables."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import PurePosixPath

from headgate.dataset import Column, Dataset, DatasetKind
from headgate.facts.dbt.model import DbtFile, DbtNode
from headgate.facts.dbt.naming import model_dataset
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.location import Location

_MAX_COLUMNS = 5_000
_MAX_HEADER = 100_000
_MAX_TEXT = 400_000
_MAX_TEXTS = 40
_BOOLEANS = frozenset(("true", "false", "yes", "no", "t", "f", "y", "n", "null", "none", "nan"))


def read(file: SourceFile) -> Reading:
    """The header as columns; types are for dbt to infer, so they stay unknown."""
    name = PurePosixPath(file.path).stem
    kinds = tuple(sorted(file.kinds))
    header = file.text[:_MAX_HEADER].split("\n", 1)[0]
    try:
        names = next(csv.reader([header], delimiter=delimiter(header)), [])
    except csv.Error as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("header", str(error)),)))
    columns = tuple(Column(part.strip().lower(), line=1) for part in names[:_MAX_COLUMNS] if part.strip())
    dataset = Dataset(model_dataset(name), DatasetKind.SEED, Location(file.path, 1), columns, complete=bool(columns))
    node = DbtNode("seed", name, 1, columns=columns, values=tuple(_values(file.text, delimiter(header), names)))
    return Reading(FileFacts(file.path, kinds, datasets=(dataset,), dbt=DbtFile(nodes=(node,))))


def _values(text: str, mark: str, names: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The texts of each column; none for a column of numbers or of more than a few texts, and for a long file."""
    if len(text) > _MAX_TEXT:
        return
    found: list[dict[str, None]] = [{} for _ in names]
    try:
        for number, row in enumerate(csv.reader(text.splitlines(), delimiter=mark)):
            for cell, texts in zip(row, found, strict=False):
                if number and cell.strip() and len(texts) <= _MAX_TEXTS:
                    texts[cell.strip()] = None
    except csv.Error:
        return
    for name, texts in zip(names[:_MAX_COLUMNS], found, strict=False):
        plain = all(one[:1].isalpha() for one in texts)
        if name.strip() and 0 < len(texts) <= _MAX_TEXTS and plain and not _BOOLEANS.issuperset(map(str.lower, texts)):
            yield name.strip().lower(), tuple(texts)


def delimiter(header: str) -> str:
    """A comma, unless the header has none and another usual one stands in it."""
    return next((mark for mark in (",", ";", "\t", "|") if mark in header), ",")

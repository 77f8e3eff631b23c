"""Seeds: CSV files that dbt loads as tables."""

from __future__ import annotations

import csv
from pathlib import PurePosixPath

from headgate.dataset import Column, Dataset, DatasetKind
from headgate.facts.dbt.model import DbtFile, DbtNode
from headgate.facts.dbt.naming import model_dataset
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.location import Location

_MAX_COLUMNS = 5_000
_MAX_HEADER = 100_000


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
    node = DbtNode("seed", name, 1, columns=columns)
    return Reading(FileFacts(file.path, kinds, datasets=(dataset,), dbt=DbtFile(nodes=(node,))))


def delimiter(header: str) -> str:
    """A comma, unless the header has none and another usual one stands in it."""
    return next((mark for mark in (",", ";", "\t", "|") if mark in header), ",")

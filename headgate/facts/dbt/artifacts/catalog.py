"""`catalog.json`: the columns that the warehouse had when dbt last looked.

Source: dbt, "Catalog JSON file": `nodes` and `sources` with `metadata` and `columns`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from headgate.dataset import Column, Dataset, DatasetKind, table
from headgate.errors import HeadgateError
from headgate.facts.dbt.artifacts.reading import each_of, part_of, read_artifact, said_of
from headgate.facts.dbt.naming import model_dataset, versioned
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.location import Location

_KINDS = {"model": DatasetKind.MODEL, "seed": DatasetKind.SEED, "snapshot": DatasetKind.SNAPSHOT}
_MOST_COLUMNS = 3_000


def read_catalog(file: SourceFile) -> Reading:
    """The tables of a catalogue: all columns of sources; of models, columns that are known to have been."""
    kinds = tuple(sorted(file.kinds))
    try:
        top = read_artifact(file.text, "catalog")
    except HeadgateError as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("catalog", str(error)),)))
    return Reading(FileFacts(file.path, kinds, datasets=tuple(_datasets(file.path, top))))


def _datasets(path: str, top: Mapping[str, object]) -> Iterator[Dataset]:
    at = Location(path, 1)
    for identity, node in each_of(top, "nodes"):
        parts = identity.split(".")
        kind = _KINDS.get(parts[0])
        if kind is not None and len(parts) > 2:
            version = parts[3].removeprefix("v") if len(parts) > 3 else ""
            yield Dataset(model_dataset(versioned(parts[2], version)), kind, at, _columns(node))
    for _, node in each_of(top, "sources"):
        metadata = part_of(node, "metadata")
        name = f"{said_of(metadata, 'schema')}.{said_of(metadata, 'name')}"
        columns = _columns(node)
        yield Dataset(table(name), DatasetKind.SOURCE, at, columns, complete=bool(columns))


def _columns(node: Mapping[str, object]) -> tuple[Column, ...]:
    told = list(each_of(node, "columns"))[:_MOST_COLUMNS]
    told.sort(key=lambda pair: index if isinstance(index := pair[1].get("index"), int) else 0)
    return tuple(Column((said_of(one, "name") or name).lower(), said_of(one, "type").lower()) for name, one in told)

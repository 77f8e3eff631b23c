"""LookML dashboards: YAML whose elements name the fields that they show."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import LOOKER, Dataset, DatasetId, DatasetKind
from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location


def read_dashboards(file: SourceFile) -> Reading:
    """Each dashboard as a consumer of the views whose fields it shows or filters by."""
    kinds = tuple(sorted(file.kinds))
    try:
        documents = read_yaml(file.text)
    except HeadgateError as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("dashboard", str(error)),)))
    datasets: list[Dataset] = []
    jobs: list[Job] = []
    for item in (item for document in documents for item in document.each()):
        name = item.get("dashboard").text
        if not name:
            continue
        target = DatasetId(LOOKER, f"dashboard:{name}")
        at = Location(file.path, item.line)
        named: dict[str, dict[str, int]] = {}
        for field, line in _fields(item):
            view, _, column = field.rpartition(".")
            named.setdefault(view, {}).setdefault(column.lower(), line)
        reads = tuple(
            DatasetUse(DatasetId(LOOKER, view), min(fields.values()), tuple(sorted(fields)))
            for view, fields in named.items()
            if view
        )
        datasets.append(Dataset(target, DatasetKind.EXPOSURE, at))
        jobs.append(Job(f"dashboard {name}", JobKind.METRICS, at, reads, (DatasetUse(target, item.line),)))
    return Reading(FileFacts(file.path, kinds, datasets=tuple(datasets), jobs=tuple(jobs)))


def _fields(item: Value) -> Iterator[tuple[str, int]]:
    for element in item.get("elements").each():
        for key in ("fields", "dimensions", "measures", "pivots"):
            yield from ((one.text, one.line) for one in element.get(key).each() if one.text)
        filters = element.get("filters")
        yield from ((key, filters.keys.get(key, filters.line)) for key, _ in filters.pairs())
        yield from ((value.text, value.line) for _, value in element.get("listen").pairs() if value.text)
    for one in item.get("filters").each():
        if one.get("field").text:
            yield one.get("field").text, one.get("field").line

"""Great Expectations: suites, the checkpoints that run them on data, and the data sources that name the data.

Sources: the Great Expectations manual, 0.13 to 0.18 (`expectation_suite_name`, `expectation_type`, `batch_request`,
`batch_kwargs`) and 1.x (`name`, `type`, `validation_definitions/`, `fluent_datasources`). JSON is read as YAML, of
which it is a part, so that values know their lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from headgate.dataset import Dataset, DatasetId, DatasetKind, at_path, table
from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml
from headgate.facts.quality.suites import Named, declared, suite
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location

_COLUMNS = ("column", "column_A", "column_B", "column_list", "column_set", "partition_column", "ignore_columns")
_SUITES = ("expectation_suite_name", "expectation_suite_names")


def read_expectations(file: SourceFile) -> Reading:
    """The suites, checkpoints and data sources of a file."""
    kinds = tuple(sorted(file.kinds))
    try:
        documents = read_yaml(file.text.replace("\t", " "))
    except HeadgateError as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("expectations", str(error)),)))
    datasets: list[Dataset] = []
    jobs: list[Job] = []
    for top in documents:
        if top.get("expectations").items is not None:
            datasets.append(_suite(file, top))
        jobs += _runs(file, top)
        datasets += _assets(file, top)
    return Reading(FileFacts(file.path, kinds, datasets=tuple(datasets), jobs=tuple(jobs)))


def _suite(file: SourceFile, top: Value) -> Dataset:
    name = top.get("expectation_suite_name").text or top.get("name").text or PurePosixPath(file.path).stem
    return declared(name, file.path, top.line, _named(top))


def _named(top: Value) -> Iterator[Named]:
    for expectation in top.get("expectations").each():
        kwargs = expectation.get("kwargs")
        for key in _COLUMNS:
            value = kwargs.get(key)
            for item in value.items if value.items is not None else [value]:
                if item.text:
                    yield item.text.lower(), item.line


def _runs(file: SourceFile, top: Value) -> Iterator[Job]:
    """Which suite runs on which data, by every generation of checkpoints."""
    name = top.get("name").text or PurePosixPath(file.path).stem
    found: dict[tuple[DatasetId, str], int] = {}
    for one in (top, *top.get("validations").each(), *top.get("batches").each()):
        data = _data(one) or _data(top)
        for suite_name in (text for key in _SUITES for text in one.get(key).texts()):
            if data is not None:
                found[data, suite_name] = one.line
    given = top.get("suite").get("name").text
    asset = top.get("data").get("asset").get("name").text
    if given and asset:
        found[_of_asset(asset), given] = top.get("data").line or top.line
    for (data, suite_name), line in found.items():
        yield Job(
            f"{name}: {suite_name} on {data.name}",
            JobKind.CHECK,
            Location(file.path, line),
            (DatasetUse(data, line),),
            (DatasetUse(suite(suite_name), line),),
        )


def _data(one: Value) -> DatasetId | None:
    request, kwargs = one.get("batch_request"), one.get("batch_kwargs")
    asset = request.get("data_asset_name").text
    if asset:
        return _of_asset(asset)
    named = kwargs.get("table").text
    if named:
        schema = kwargs.get("schema").text
        return table(f"{schema}.{named}" if schema else named)
    where = kwargs.get("path").text or kwargs.get("s3").text
    return at_path(where) if where else None


def _of_asset(name: str) -> DatasetId:
    return at_path(name) if "/" in name else table(name)


def _assets(file: SourceFile, top: Value) -> Iterator[Dataset]:
    """Assets of `great_expectations.yml` whose name is not that of their table."""
    for _, source in top.get("fluent_datasources").pairs():
        for name, asset in source.get("assets").pairs():
            named = asset.get("table_name").text
            if not named:
                continue
            schema = asset.get("schema_name").text or source.get("schema_name").text
            identity = table(f"{schema}.{named}" if schema else named)
            other = (table(name),) if name.lower() != named.lower() else ()
            yield Dataset(identity, DatasetKind.TABLE, Location(file.path, asset.line), also=other)

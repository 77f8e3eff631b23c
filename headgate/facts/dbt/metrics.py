"""Semantic models, metrics and saved queries of dbt, and Lightdash's metrics in `meta`, as consumers by column.

Sources: dbt, "Semantic models", "Creating metrics" (simple, ratio, derived, cumulative, conversion), "Saved queries",
and the metrics of dbt 1.5 with `model` and `expression`; Lightdash, "Metrics reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import METRIC, Column, Dataset, DatasetId, DatasetKind, table
from headgate.facts.dbt.naming import depended_on, model_dataset
from headgate.facts.documents import Value
from headgate.facts.semantic.members import OWN, Member, edges_of
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location

_SINGLE = (
    "measure",
    "numerator",
    "denominator",
    "base_measure",
    "conversion_measure",
    "base_metric",
    "conversion_metric",
)
_MEASURES = ("measure", "base_measure", "conversion_measure")

Told = tuple[Dataset, Job]


def metrics_of(path: str, top: Value, dialect: str) -> Iterator[Told]:
    """What a properties file says of metrics: each a dataset with the job that makes it."""
    for item in top.get("semantic_models").each():
        if item.get("name").text and depended_on(item.get("model").text):
            yield _semantic(path, item, dialect)
    for item in top.get("metrics").each():
        if item.get("name").text:
            yield _metric(path, item, dialect)
    for item in top.get("saved_queries").each():
        if item.get("name").text:
            yield _saved(path, item)
    for item in top.get("models").each():
        members = list(_lightdash(item))
        if members and item.get("name").text:
            under = model_dataset(item.get("name").text)
            yield _over(path, item, DatasetId(METRIC, f"lightdash.{item.get('name').text}"), under, members, dialect)


def _semantic(path: str, item: Value, dialect: str) -> Told:
    """A semantic model; its measures are called by their own names, so each stands for it."""
    members = []
    for section in ("entities", "dimensions", "measures"):
        for part in item.get(section).each():
            name, expression = part.get("name").text, part.get("expr").text
            if name:
                aggregates = section == "measures"
                line = part.get("expr").line if expression else part.line
                members.append(Member(name, expression or name, line, aggregates))
    name = item.get("name").text
    model = item.get("model")
    target = DatasetId(METRIC, f"semantic_model.{name}")
    measures = tuple(_measure(one.name) for one in members if one.aggregates)
    dataset, job = _over(path, item, target, table(depended_on(model.text)), members, dialect, model.line)
    told = Dataset(target, DatasetKind.METRIC, dataset.location, dataset.columns, also=measures)
    return told, Job(f"semantic_model.{name}", JobKind.METRICS, job.location, job.reads, job.writes, edges=job.edges)


def _measure(name: str) -> DatasetId:
    return DatasetId(METRIC, f"measure.{name}")


def _metric(path: str, item: Value, dialect: str) -> Told:
    name = item.get("name").text
    target = DatasetId(METRIC, name)
    model = depended_on(item.get("model").text)
    if model:
        written = [(key, item.get(key)) for key in ("expression", "sql", "timestamp") if item.get(key).text]
        members = [Member(one.text if key == "timestamp" else name, one.text, one.line) for key, one in written]
        members += [Member(one.text, one.text, one.line) for one in item.get("dimensions").each() if one.text]
        return _over(path, item, target, table(model), members, dialect, item.get("model").line)
    reads = tuple(dict.fromkeys(_parents(item.get("type_params"))))
    return _made(path, item, target, f"metric.{name}", reads)


def _parents(params: Value) -> Iterator[DatasetUse]:
    for holder in (params, params.get("conversion_type_params"), params.get("cumulative_type_params")):
        for key in _SINGLE:
            one = holder.get(key)
            name = one.text or one.get("name").text
            if name and key in _MEASURES:
                yield DatasetUse(_measure(name), one.line, (name.lower(),))
            elif name:
                yield DatasetUse(DatasetId(METRIC, name), one.line)
    for key in ("metrics", "input_metrics"):
        for one in params.get(key).each():
            name = one.text or one.get("name").text
            if name:
                yield DatasetUse(DatasetId(METRIC, name), one.line)


def _saved(path: str, item: Value) -> Told:
    name = item.get("name").text
    listed = item.get("query_params").get("metrics").each()
    reads = tuple(DatasetUse(DatasetId(METRIC, one.text), one.line) for one in listed if one.text)
    return _made(path, item, DatasetId(METRIC, f"saved_query.{name}"), f"saved_query.{name}", reads)


def _made(path: str, item: Value, target: DatasetId, name: str, reads: tuple[DatasetUse, ...]) -> Told:
    at = Location(path, item.line)
    job = Job(name, JobKind.METRICS, at, reads, (DatasetUse(target, item.line),))
    return Dataset(target, DatasetKind.METRIC, at), job


def _over(
    path: str,
    item: Value,
    target: DatasetId,
    under: DatasetId,
    members: list[Member],
    dialect: str,
    line: int = 0,
) -> Told:
    """A dataset of `members` that are made from the columns of `under`."""
    edges = tuple(edges_of(target, under, members, dialect, path))
    columns = tuple(sorted({edge.source.column for edge in edges}))
    dataset, job = _made(path, item, target, f"metric.{target.name}", (DatasetUse(under, line or item.line, columns),))
    shown = tuple(Column(one.name.lower(), line=one.line) for one in members)
    return (
        Dataset(target, DatasetKind.METRIC, dataset.location, shown),
        Job(job.name, job.kind, job.location, job.reads, job.writes, edges=edges),
    )


def _lightdash(item: Value) -> Iterator[Member]:
    """Metrics in the `meta` of columns and of the model; a column's metric without SQL is over the column."""
    for column in item.get("columns").each():
        for meta in (column.get("meta"), column.get("config").get("meta")):
            for name, metric in meta.get("metrics").pairs():
                sql = metric.get("sql").text or f"${{TABLE}}.{column.get('name').text}"
                yield Member(name, sql.replace("${TABLE}", OWN), metric.line, aggregates=True)
    for meta in (item.get("meta"), item.get("config").get("meta")):
        for name, metric in meta.get("metrics").pairs():
            if metric.get("sql").text:
                yield Member(name, metric.get("sql").text.replace("${TABLE}", OWN), metric.line, aggregates=True)

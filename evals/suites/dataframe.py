"""Suite `dataframe`: which columns a PySpark program stores, and from which columns they are made.

Answers `{id, inputs, outputs, columns}` for each case `{id, code, schemas, files}`. Only value edges are told:
identity, transformation, aggregation. Names are given as the program writes them.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from headgate.dataset import KAFKA, DatasetId, at_path, topic
from headgate.facts.spark.datasets import Spoken, spoken_table
from headgate.facts.spark.jobs import Write
from headgate.facts.spark.origins import Told
from headgate.facts.spark.rehearsal.follow import rehearse
from headgate.facts.spark.rehearsal.outcome import writes_of
from headgate.facts.spark.types import Field
from headgate.facts.sql.relation import UNKNOWN

_TOPIC = (
    ("key", "binary"), ("value", "binary"), ("topic", "string"), ("partition", "int"), ("offset", "bigint"),
    ("timestamp", "timestamp"), ("timestampType", "int"), ("headers", "array<struct<key:string,value:binary>>"),
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Answer all cases of standard input."""
    del arguments
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(answer(json.loads(line))), flush=True)
    return 0


def answer(case: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one case."""
    text, files = case["code"], case.get("files") or {}
    schemas = _Schemas(case.get("schemas") or {})
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        return {"id": case["id"], "inputs": [], "outputs": [], "columns": [], "error": str(error)}
    rehearsal = rehearse("program.py", text, tree, files, schemas.known)
    writes = writes_of(rehearsal, entered=True) or writes_of(rehearsal)
    told = [write for write in writes if write.target is not None]
    inputs = {schemas.name(spoken) for write in told for spoken, _ in write.reads}
    outputs = {schemas.name(write.target) for write in told if write.target is not None}
    return {
        "id": case["id"],
        "inputs": sorted(inputs),
        "outputs": sorted(outputs),
        "columns": sorted(map(list, {edge for write in told for edge in _edges(write, schemas)})),
    }


class _Schemas:
    """The schemas of a case, and how it names things."""

    def __init__(self, told: Mapping[str, Mapping[str, str]]) -> None:
        self.known = _Told({})
        self._names: dict[DatasetId, str] = {}
        self._columns: dict[DatasetId, dict[str, str]] = {}
        for name, columns in told.items():
            for dataset in _meant(name):
                self.known.by_dataset[dataset] = tuple(columns.items())
                self._names[dataset] = name
                self._columns[dataset] = {column.lower(): column for column in columns}

    def name(self, spoken: Spoken) -> str:
        """The dataset as the case writes it."""
        known = self._names.get(spoken.dataset)
        if known is not None:
            return known
        return f"{spoken.through}:{spoken.text}" if spoken.through else spoken.text

    def column(self, dataset: DatasetId, name: str) -> str:
        """The column as the case writes it."""
        return self._columns.get(dataset, {}).get(name, name)


class _Told(Told):
    """What is known of datasets, with the columns that every topic has."""

    def fields(self, dataset: DatasetId) -> tuple[Field, ...] | None:
        """The columns of `dataset`."""
        known = super().fields(dataset)
        return _TOPIC if known is None and dataset.namespace == KAFKA else known


def _meant(name: str) -> Iterable[DatasetId]:
    if name.startswith("kafka:"):
        return (topic(name.removeprefix("kafka:")),)
    plain = name.removeprefix("jdbc:")
    stored = "/" in plain
    return (at_path(plain.rstrip("/")),) if stored else (spoken_table(plain).dataset,)


def _edges(write: Write, schemas: _Schemas) -> Iterable[tuple[str, str]]:
    assert write.target is not None  # noqa: S101 - the caller asked
    names = {spoken.dataset: schemas.name(spoken) for spoken, _ in write.reads}
    target = schemas.name(write.target)
    for item in write.frame.relation.items:
        for ref, effect in item.flows:
            if item.name and effect.direct and ref.dataset != UNKNOWN and ref.column:
                name = names.get(ref.dataset) or schemas.name(Spoken(ref.dataset, ref.dataset.name))
                made = schemas.column(write.target.dataset, item.name) if not item.spelled else item.spelled
                yield f"{name}.{schemas.column(ref.dataset, ref.column)}", f"{target}.{made}"

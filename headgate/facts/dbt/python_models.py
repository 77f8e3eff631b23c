"""Python models: which models and sources they read. Their DataFrames are the Spark readers' business."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import PurePosixPath

from headgate.dataset import Dataset, DatasetKind
from headgate.facts.dbt.artifacts.reading import checksum_of
from headgate.facts.dbt.context import context_of
from headgate.facts.dbt.model import DbtFile, DbtNode
from headgate.facts.dbt.naming import dependency, model_dataset
from headgate.facts.dbt.settle import dataset_of_ref
from headgate.facts.python.parse import parsed
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location


def read(file: SourceFile) -> Reading:
    """The model, with what `dbt.ref`, `dbt.source` and `dbt.config` say in it."""
    kinds = tuple(sorted(file.kinds))
    try:
        tree = parsed(file.text)
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("Python model", str(error)),)))
    name = PurePosixPath(file.path).stem
    context = context_of(file.hints.dbt_root)
    refs = tuple(dict.fromkeys(_refs(calls)))
    node = DbtNode("model", name, 1, config=tuple(_config(calls)), refs=refs)
    at = Location(file.path, 1)
    reads = tuple(DatasetUse(dataset_of_ref(context, ref), line) for ref, line in refs)
    job = Job(f"model.{name}", JobKind.DBT, at, reads, (DatasetUse(model_dataset(name), 1),))
    dataset = Dataset(model_dataset(name), DatasetKind.MODEL, at)
    told = DbtFile(nodes=(node,), checksum=checksum_of(file.text))
    return Reading(FileFacts(file.path, kinds, datasets=(dataset,), jobs=(job,), dbt=told))


def _refs(calls: list[ast.Call]) -> Iterator[tuple[str, int]]:
    for call in calls:
        words = tuple(a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
        method = _method(call)
        if words and (method == "ref" or (method == "source" and len(words) > 1)):
            yield dependency((method, *words)), call.lineno


def _config(calls: list[ast.Call]) -> Iterator[tuple[str, str]]:
    for call in calls:
        if _method(call) != "config":
            continue
        for keyword in call.keywords:
            if keyword.arg and isinstance(keyword.value, ast.Constant):
                yield keyword.arg, json.dumps(keyword.value.value, default=str)


def _method(call: ast.Call) -> str:
    """`ref` of `dbt.ref(…)`; empty for calls on anything else."""
    function = call.func
    ours = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "dbt"
    return function.attr if ours and isinstance(function, ast.Attribute) else ""

"""Paths that name parts of one dataset: its partitions, or the files below it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from headgate.dataset import FILE, DatasetId

_STORES = ("s3", "gs", "abfss", "wasb", "hdfs", "dbfs", "oss", "cos", "adl", "viewfs", "maprfs")
_PARTITION = re.compile(r"[\w-]+=[^/]*")
_GLOB = re.compile(r"[*?]|\[[^\]]+\]|\{[^}]*,[^}]*\}")


def is_path(dataset: DatasetId) -> bool:
    """Whether the dataset is known by where its files lie."""
    return dataset.namespace == FILE or dataset.namespace.partition("://")[0] in _STORES


def partitions(named: Iterable[DatasetId]) -> Iterator[tuple[DatasetId, tuple[DatasetId, str]]]:
    """Paths that end in partitions or globs, with the dataset that they are part of and the reason.

    Source: Hive's layout of partitions, `key=value` folders. Only where something speaks of the whole, or of
    another part, is a name changed; globs for different kinds of files are different datasets.
    """
    paths = {one for one in named if is_path(one)}
    for one in sorted(paths):
        folder = DatasetId(one.namespace, one.name.rstrip("/"))
        if folder != one and folder.name:
            yield one, (folder, "the same folder")
    paths = {DatasetId(one.namespace, one.name.rstrip("/")) for one in paths}
    parts: defaultdict[DatasetId, list[DatasetId]] = defaultdict(list)
    for one in sorted(paths):
        base = _base(one)
        if base != one:
            parts[base].append(one)
    for base, children in parts.items():
        endings = {ending for one in children if (ending := PurePosixPath(one.name).suffix)}
        if len(endings) > 1 or (len(children) < 2 and base not in paths):
            continue
        for one in children:
            what = "a glob over its files" if _GLOB.search(one.name) else "a partition of it"
            yield one, (base, what)


def _base(one: DatasetId) -> DatasetId:
    pieces = one.name.split("/")
    while len(pieces) > 1 and (_PARTITION.fullmatch(pieces[-1]) or _GLOB.search(pieces[-1])):
        pieces.pop()
    return DatasetId(one.namespace, "/".join(pieces)) if len(pieces) < len(one.name.split("/")) else one

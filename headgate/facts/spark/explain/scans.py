"""Reading of data, as a plan tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from headgate.facts.spark.explain.expressions import attributes, closing, listed, name_of, split
from headgate.facts.spark.explain.model import PlanNode
from headgate.facts.spark.explain.operators import SCANS

_HEAD = re.compile(r"(?P<format>[a-z][\w.]*)?\s*(?P<relation>[^\[\s(]+)?")
_CUT = re.compile(r"\.\.\.[\]>)]?$")
_PATH = re.compile(r"(?:\w+(?:\([^()]{0,200}\))?\s*)?\[(?P<paths>[^\]]*)")


@dataclass(frozen=True)
class Scan:
    """A scan of files or of a table."""

    node: PlanNode
    format: str
    """`parquet`, `csv`, …; empty where the plan does not tell."""
    relation: str
    """Name of the table, or else the path; empty where neither is told."""
    output: tuple[str, ...]
    """The columns that it gives, with their ids."""
    read: tuple[str, ...] | None
    """The names of the columns that are read from files; None where they are not told in full."""
    pushed: tuple[str, ...] | None
    """Filters that the source gets, as far as they are told; None where the plan cut the list short."""
    partition_filters: tuple[str, ...] | None
    data_filters: tuple[str, ...] | None

    @property
    def partitions(self) -> tuple[str, ...]:
        """Columns, with their ids, that no file holds: they are told by the folder. Empty where that is not known."""
        if self.read is None or not self.read:
            return ()
        held = {name.lower() for name in self.read}
        return tuple(column for column in self.output if name_of(column).lower() not in held)


def scan_of(node: PlanNode) -> Scan | None:
    """What `node` reads; None where it is no scan."""
    if node.operator not in SCANS:
        return None
    head = _HEAD.match(node.arguments)
    told_format, relation = (head["format"] or "", head["relation"] or "") if head else ("", "")
    where = node.details.get("Location", "")
    return Scan(
        node=node,
        format=(node.details.get("Format") or told_format).lower(),
        relation=relation or _first_path(where),
        output=tuple(_output(node)),
        read=_read_schema(node.details.get("ReadSchema", "")),
        pushed=_filters(node, "PushedFilters", "RequiredDataFilters"),
        partition_filters=_filters(node, "PartitionFilters", "RequiredPartitionFilters"),
        data_filters=_filters(node, "DataFilters", "RequiredDataFilters"),
    )


def _output(node: PlanNode) -> list[str]:
    told = node.details.get("Output", "")
    if not told:
        start = node.arguments.find("[")
        told = node.arguments[start:] if start >= 0 else ""
        end = closing(told) if told else 0
        told = told[: end + 1] if end else ""
    return attributes(told)


def _first_path(location: str) -> str:
    found = _PATH.match(location)
    if found is None:
        return ""
    first = found["paths"].split(",", 1)[0].strip()
    return _CUT.sub("…", first)


def _read_schema(told: str) -> tuple[str, ...] | None:
    if not told.startswith("struct<") or not told.rstrip().endswith(">") or "..." in told:
        return None
    inner = told.strip()[len("struct<") : -1].replace("<", "[").replace(">", "]")
    return tuple(field.split(":", 1)[0].strip().strip("`") for field in split(inner, ","))


def _filters(node: PlanNode, *keys: str) -> tuple[str, ...] | None:
    """The filters of the first of `keys` that is there; EXPLAIN FORMATTED leaves out empty lists."""
    for key in keys:
        told = node.details.get(key)
        if told is not None:
            return None if _CUT.search(told) or "more fields" in told else tuple(listed(told))
    return ()

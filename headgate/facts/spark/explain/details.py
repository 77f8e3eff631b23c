"""The properties of operators: listed by EXPLAIN FORMATTED below the tree, or written behind a scan's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headgate.facts.spark.explain.lines import Line
from headgate.facts.spark.explain.model import PlanNode

HEADING = re.compile(r"\((\d{1,9})\) [A-Za-z]")
SUBQUERY = re.compile(r"Subquery:(\d{1,9}) Hosting operator id = (\d{1,9}) Hosting Expression = (.*)")
_DIVIDER = re.compile(r"===== .{1,80} =====$")
_PROPERTY = re.compile(r"(?P<key>[A-Z][A-Za-z ]{0,40}?)(?: \[(?:\d+)\])?\s?: ?(?P<value>.*)", re.S)
_LOCATION = re.compile(r"(?P<key>Location) (?P<value>\[.*)", re.S)
_REUSES = re.compile(r"\[Reuses operator id: (\d+)\]\s*$")
_STAGE = re.compile(r"\[codegen id : \d+\]\s*$")
_KNOWN = (
    "Batched|Bucketed|BucketBatched|DataFilters|Format|Location|PartitionFilters|PushedFilters|ReadSchema|"
    "DictionaryFilters|OptionalDataFilters|RequiredDataFilters|RequiredPartitionFilters|SelectedBucketsCount|"
    "PartitionCount|PushedAggregation|PushedGroupBy|PushedAggregates|RuntimeFilters|MetadataCols|PushedLimit|PushedTopN"
)
_BEHIND_NAME = re.compile(rf"(?:^|[\s,])({_KNOWN}): ")


def of_scan(arguments: str) -> dict[str, str]:
    """The properties that a scan of EXPLAIN writes behind its columns.

    >>> of_scan("parquet [a#1] Batched: true, DataFilters: [(a#1 > 5)], Format: Parquet")
    {'Batched': 'true', 'DataFilters': '[(a#1 > 5)]', 'Format': 'Parquet'}
    """
    found = list(_BEHIND_NAME.finditer(arguments))
    ends = [*(one.start() for one in found[1:]), len(arguments)]
    return {one[1]: arguments[one.end() : end].strip(" ,") for one, end in zip(found, ends, strict=False)}


def read_details(lines: Sequence[Line], start: int, nodes: dict[int, list[PlanNode]]) -> int:
    """Give `nodes`, by operator id, the properties listed from `start` on; the index behind them."""
    at, owners, key = start, list[PlanNode](), ""
    blank = False
    while at < len(lines):
        text = lines[at].text
        heading = HEADING.match(text)
        if heading:
            owners, key, blank = nodes.get(int(heading[1]), []), "", False
            reuses = _REUSES.search(text)
            for owner in owners:
                owner.codegen = owner.codegen or _STAGE.search(text) is not None
                if reuses:
                    owner.details["Reuses"] = reuses[1]
        elif not text.strip():
            blank = True
        elif _DIVIDER.match(text) or SUBQUERY.match(text) or text.startswith("== "):
            break
        else:
            told = _LOCATION.match(text) or _PROPERTY.match(text)
            if told and not (blank and key):
                key = told["key"].strip()
                for owner in owners:
                    owner.details[key] = told["value"].strip()
            elif key and not blank:
                for owner in owners:
                    owner.details[key] = f"{owner.details[key]}\n{text}"[:200_000]
            else:
                break
        at += 1
    return at


def divider(text: str) -> bool:
    """Whether a line parts the main plan of EXPLAIN FORMATTED from its subqueries or from exchanges left out."""
    return _DIVIDER.match(text) is not None

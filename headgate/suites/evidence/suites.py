"""What suites of Great Expectations and Soda ask already. dbt's own tests are read with its properties files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, MutableMapping

from headgate.dataset import CHECK, table
from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml
from headgate.facts.graph.names import Names
from headgate.facts.project import Project
from headgate.source.kinds import Kind
from headgate.suites.evidence.declarations import Notes

EXPECTATIONS: Mapping[str, str] = {
    "expect_column_values_to_not_be_null": "NotNull",
    "expect_column_values_to_be_unique": "Unique",
    "expect_compound_columns_to_be_unique": "Unique",
    "expect_column_values_to_be_in_set": "Accepted",
    "expect_column_values_to_be_between": "Between",
    "expect_column_values_to_match_regex": "Matches",
    "expect_column_value_lengths_to_be_between": "Longer",
}
"""The check that each expectation is. Source: Great Expectations, "Expectation Gallery"."""
SODA: Mapping[str, str] = {
    "missing_count": "NotNull",
    "missing_percent": "NotNull",
    "duplicate_count": "Unique",
    "duplicate_percent": "Unique",
    "invalid_count": "Accepted",
    "freshness": "Fresh",
}
HEADER = re.compile(r"""^checks for ["']?([\w.$-]+)["']?(?:\s*\[.*\])?$""")
METRIC = re.compile(r"^\s*(\w+)\s*\(([^()]*)\)\s*(.*)$", re.DOTALL)


def documents(project: Project, kind: Kind) -> Iterator[tuple[str, Value]]:
    """Path and content of all files of one kind; those that cannot be read have their gap among the facts."""
    for path, facts in project.files.items():
        text = project.snapshot.text_of(path) if kind in facts.kinds else None
        if text is None:
            continue
        try:
            yield from ((path, top) for top in read_yaml(text.replace("\t", " ")))
        except HeadgateError:
            continue


def checked_by(project: Project) -> Mapping[str, tuple[str, ...]]:
    """The datasets that each suite of Great Expectations runs on, by the suite's name."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for job in project.graph.jobs:
        for written in job.writes:
            if written.dataset.namespace == CHECK:
                found[written.dataset.name] += [use.dataset.name for use in job.reads]
    return {name: tuple(dict.fromkeys(names)) for name, names in found.items()}


def suite_name(path: str, top: Value) -> str:
    """A suite's own name, or its file's."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return top.get("expectation_suite_name").text or top.get("name").text or stem


def asked_already(project: Project, names: Names, notes: MutableMapping[str, Notes]) -> None:
    """Take down the checks of suites."""
    runs = checked_by(project)
    for path, top in documents(project, Kind.GREAT_EXPECTATIONS):
        for dataset in runs.get(suite_name(path, top), ()):
            for one in top.get("expectations").each():
                kind = EXPECTATIONS.get(one.get("expectation_type").text or one.get("type").text, "")
                kwargs = one.get("kwargs")
                columns = kwargs.get("column").texts() or kwargs.get("column_list").texts()
                if kind and columns:
                    notes[dataset].tested[kind, tuple(name.lower() for name in columns)] = None
    for path, top in documents(project, Kind.SODA):
        for key, value in top.pairs():
            header = HEADER.match(key)
            if header is None:
                continue
            found = notes[names.canonical(path, table(header[1])).name]
            for check in value.each():
                for text in (check.text, *(name for name, _ in check.pairs())):
                    metric = METRIC.match(text[:500])
                    kind = SODA.get(metric[1], "") if metric is not None else ""
                    if metric is not None and kind:
                        columns = tuple(name.strip().strip('"').lower() for name in metric[2].split(","))
                        found.tested[kind, columns] = None

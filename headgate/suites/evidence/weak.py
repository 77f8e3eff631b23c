"""Tests of the repository that can never fail, and those whose failure stops nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from headgate.dataset import DatasetId, table
from headgate.facts.dbt.model import DbtNode, DbtTest
from headgate.facts.dbt.naming import depended_on
from headgate.facts.documents import Value
from headgate.facts.project import Project
from headgate.facts.sql.model import Statement
from headgate.location import Location
from headgate.source.kinds import Kind
from headgate.suites.evidence.suites import HEADER, METRIC, checked_by, documents, suite_name
from headgate.suites.weak import Weak

_TRUE = re.compile(r"^\(?\s*(true|1\s*=\s*1|1|not\s+false|'(\w*)'\s*=\s*'\2')\s*\)?$", re.I)
_NONE = re.compile(r"^\(?\s*(false|1\s*=\s*0|0\s*=\s*1|1\s*=\s*2|1\s*<>\s*1|1\s*!=\s*1)\s*\)?$", re.I)
_ITSELF = re.compile(r"^\(?\s*([\w.]+)\s*(=|>=|<=)\s*([\w.]+)\s*\)?$")
_ALWAYS = re.compile(r"^(>=\s*0(\.0+)?\s*%?|>\s*-\s*\d+(\.\d+)?|(<=|<)\s*(100|1\d\d|[2-9]\d\d)(\.0+)?\s*%)$")
_SHARES = re.compile(r"^(<=\s*100|<\s*10[1-9])(\.0+)?\s*%?$")
_BETWEEN = ("accepted_range", "expect_column_values_to_be_between", "expect_table_row_count_to_be_between")
_KEYS = ("unique", "not_null", "relationships", "unique_combination_of_columns")


def weak_tests(project: Project) -> Iterator[Weak]:
    """All of them, by file."""
    made = _statements(project)
    for path, node in project.dbt_nodes():
        for test in node.tests:
            why = _of_dbt(node, test, made)
            if why:
                yield Weak(Location(path, test.line or node.line), node.name, _shown(test.name, test.column), why)
    for path, top in documents(project, Kind.DBT_PROPERTIES):
        yield from _disabled(path, top)
    runs = checked_by(project)
    for path, top in documents(project, Kind.GREAT_EXPECTATIONS):
        dataset = ", ".join(runs.get(suite_name(path, top), ())) or suite_name(path, top)
        for one in top.get("expectations").each():
            name = one.get("expectation_type").text or one.get("type").text
            why = _of_expectation(name, one.get("kwargs"))
            if why:
                yield Weak(Location(path, one.line), dataset, _shown(name, one.get("kwargs").get("column").text), why)
    for path, top in documents(project, Kind.SODA):
        yield from _of_soda(path, top)


def _shown(name: str, column: str) -> str:
    return f"{name} on {column}" if column else name


def _statements(project: Project) -> Mapping[DatasetId, list[Statement]]:
    found: dict[DatasetId, list[Statement]] = {}
    for facts in project.files.values():
        for statement in facts.statements:
            if statement.target is not None and statement.grain is not None:
                found.setdefault(statement.target, []).append(statement)
    return found


def _of_dbt(node: DbtNode, test: DbtTest, made: Mapping[DatasetId, list[Statement]]) -> str:
    arguments = {name: _loaded(value) for name, value in test.arguments}
    plain = test.name.rpartition(".")[2]
    column = test.column.lower()
    where = str(arguments.get("where", ""))
    if _NONE.match(where):
        return f"its where ({where}) leaves no row to look at"
    if arguments.get("mostly") == 0:
        return "mostly is 0: it passes if every row is wrong"
    if plain == "expression_is_true" and _is_tautology(str(arguments.get("expression", "")).strip()):
        return f"{arguments['expression']} is true of any row"
    if plain in _BETWEEN and not {"min_value", "max_value"} & {k for k, v in arguments.items() if v is not None}:
        return "it has neither a least nor a greatest value"
    if plain == "not_null_proportion" and arguments.get("at_least") in (0, 0.0, "0"):
        return "at_least is 0: it passes if every value is missing"
    if plain == "relationships" and _to_itself(node, arguments, column):
        return "it compares the column with itself"
    statements = made.get(table(node.relation or node.name) if node.kind == "source" else node.dataset, [])
    by_query = _by_query(plain, column, arguments, statements)
    if by_query:
        return by_query
    if test.severity == "warn" and plain in _KEYS:
        return "severity warn: the run goes on when it fails"
    return ""


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _is_tautology(expression: str) -> bool:
    itself = _ITSELF.match(expression)
    return bool(_TRUE.match(expression)) or (itself is not None and itself[1].lower() == itself[3].lower())


def _to_itself(node: DbtNode, arguments: Mapping[str, object], column: str) -> bool:
    to, field = depended_on(str(arguments.get("to", ""))), str(arguments.get("field", "")).lower()
    return bool(column) and to == node.name and field == column


def _by_query(plain: str, column: str, arguments: Mapping[str, object], statements: list[Statement]) -> str:
    """What the model's own query makes impossible."""
    grains = [statement.grain for statement in statements if statement.grain is not None]
    if not grains or not column:
        return ""
    if plain == "accepted_values":
        values = arguments.get("values")
        domains = [next((one for one in grain.values if one.name == column), None) for grain in grains]
        told = [one for one in domains if one is not None and one.closed and one.values and not one.sources]
        listed = {str(one) for one in values} if isinstance(values, list) else set()
        if len(told) == len(domains) and listed.issuperset(text for one in told for text in one.values):
            gives = ", ".join(dict.fromkeys(text for one in told for text in one.values))
            return f"the model's own SQL gives nothing but {gives}: {told[0].reason}"
    if plain == "not_null":
        nulls = [next((one for one in grain.nulls if one.name == column), None) for grain in grains]
        sure = [one for one in nulls if one is not None and one.never and not one.sources]
        if len(sure) == len(nulls) and sure:
            return f"the model's own SQL never gives NULL: {sure[0].reason}"
    return ""


def _disabled(path: str, top: Value) -> Iterator[Weak]:
    """Tests that are switched off, which dbt does not run at all."""
    for section in ("models", "sources", "seeds", "snapshots"):
        for holder in top.get(section).each():
            for one in (holder, *holder.get("tables").each()):
                for place in (one, *one.get("columns").each()):
                    yield from _off(path, one.get("name").text, place, "" if place is one else place.get("name").text)


def _off(path: str, dataset: str, place: Value, column: str) -> Iterator[Weak]:
    for section in ("tests", "data_tests"):
        for item in place.get(section).each():
            named = item.get("test_name").text
            name, body = (named, item) if named else next(item.pairs(), ("", Value()))
            config = body.get("config") if body.get("config").present else item.get("config")
            if config.get("enabled").scalar is False:
                yield Weak(
                    Location(path, item.line), dataset, _shown(name, column), "it is switched off: enabled is false"
                )


def _of_expectation(name: str, kwargs: Value) -> str:
    if kwargs.get("mostly").present and kwargs.get("mostly").scalar in (0, 0.0):
        return "mostly is 0: it passes if every row is wrong"
    between = name.endswith("_to_be_between")
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if between and not low.present and not high.present:
        return "it has neither a least nor a greatest value"
    if between and "count" in name and low.scalar in (0, None) and not high.present:
        return "no count is below 0"
    return ""


def _of_soda(path: str, top: Value) -> Iterator[Weak]:
    for key, value in top.pairs():
        header = HEADER.match(key)
        for check in value.each() if header is not None else ():
            for text, line in (
                (check.text, check.line),
                *((n, check.keys.get(n, check.line)) for n, _ in check.pairs()),
            ):
                why = _of_check(text[:500])
                if why and header is not None:
                    yield Weak(Location(path, line), header[1], text[:100], why)


def _of_check(text: str) -> str:
    if re.match(r"^row_count\s*>=\s*0$", text.strip()):
        return "no count is below 0"
    metric = METRIC.match(text)
    if metric is None:
        return ""
    limit = metric[3].strip()
    if _ALWAYS.match(limit) or (metric[1].endswith("_percent") and _SHARES.match(limit)):
        return f"{metric[1]} {limit} is true of any data"
    return ""

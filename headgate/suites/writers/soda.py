"""Soda: one data contract for each dataset.

Source: Soda 4, "Contract Language reference", and the JSON Schema that soda-core 4.28 ships.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from headgate.suites.checks import (
    NOW,
    Accepted,
    Between,
    Fresh,
    Longer,
    Matches,
    Measure,
    NotNull,
    Refers,
    Types,
    Unique,
)
from headgate.suites.rule import Layer, Tried
from headgate.suites.sql import broken_rows, other_of, quoted
from headgate.suites.writers.written import Home, Written, because, by_dataset, in_dialect, in_words, plain, slug

VERSION = "soda-core 4.28"
DATA_SOURCE = "warehouse"
"""The name of the data source, which only its owner knows."""


def write(rules: Sequence[Tried], home: Home) -> Written:
    """A contract for each dataset."""
    made = Written()
    for dataset, own in by_dataset(rules).items():
        columns: dict[str, dict[str, Any]] = {}
        checks: list[dict[str, Any]] = []
        for one in own:
            if "${" in repr(one.rule):
                made.unsaid.append((one.rule, "a value in it would be a variable"))
                continue
            found = _of_column(one, columns)
            if found:
                continue
            check = _of_dataset(one, dataset, home, columns)
            if check is None:
                made.unsaid.append((one.rule, f"{home.dialect} has no words for it"))
            else:
                checks.append(check)
        body: dict[str, Any] = {"dataset": f"{DATA_SOURCE}/{dataset.replace('.', '/')}"}
        if checks:
            body["checks"] = checks
        if columns:
            body["columns"] = list(columns.values())
        head = (
            f"# Suggested by headgate quality suggest; a contract of {VERSION}.\n"
            f"# `{DATA_SOURCE}` stands for the data source, with its database and schema: put in your own.\n"
        )
        text = yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=110)
        made.files[f"{slug(dataset)}.contract.yml"] = head + text
    return made


def _column(columns: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    return columns.setdefault(name, {"name": name})


def _of_column(one: Tried, columns: dict[str, dict[str, Any]]) -> bool:
    """Put a check among those of its column, where Soda has one."""
    check = one.rule.check
    match check:
        case NotNull():
            body: dict[str, Any] = {"missing": {}}
        case Unique() if len(check.columns) == 1:
            body = {"duplicate": {}}
        case Accepted():
            body = {"invalid": {"valid_values": list(check.values)}}
        case Matches():
            body = {"invalid": {"valid_format": {"regex": f"^({check.pattern})$", "name": f"form of {check.column}"}}}
        case Longer():
            body = {"invalid": {"valid_min_length": check.least}}
        case Between() if check.high != NOW and check.family in ("integer", "number"):
            limits = {"valid_min": check.low, "valid_max": check.high}
            body = {"invalid": {name: float(value) for name, value in limits.items() if value}}
        case Refers():
            there = {"dataset": f"{DATA_SOURCE}/{check.other.replace('.', '/')}", "column": check.field}
            body = {"invalid": {"valid_reference_data": there}}
        case Measure() if len(check.columns) == 1 and check.aggregate == f"avg({quoted(check.columns[0])})":
            body = {"aggregate": {"function": "avg", "threshold": _threshold(check)}}
        case _:
            return False
    _finish(body, one)
    listed = _column(columns, check.columns[0]).setdefault("checks", [])
    kind = next(iter(body))
    same = sum(1 for known in listed if kind in known)
    if same:
        body[kind]["qualifier"] = slug(type(check).__name__) + (f"_{same}" if same > 1 else "")
    listed.append(body)
    return True


def _finish(body: dict[str, Any], one: Tried) -> None:
    inner = next(iter(body.values()))
    if "query" not in inner:  # a check of failed rows takes no attributes
        inner["attributes"] = {
            "headgate": because(one),
            "dimension": one.rule.dimension.value,
            "layer": one.rule.layer.value,
        }
    if one.rule.layer is Layer.STATISTICAL:
        inner.setdefault("threshold", {})["level"] = "warn"


def _threshold(check: Measure) -> dict[str, Any]:
    if check.low is not None and check.high is not None:
        return {"must_be_between": {"greater_than_or_equal": check.low, "less_than_or_equal": check.high}}
    return (
        {"must_be_greater_than_or_equal": check.low}
        if check.low is not None
        else {"must_be_less_than_or_equal": check.high}
    )


def _of_dataset(one: Tried, dataset: str, home: Home, columns: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    check = one.rule.check
    match check:
        case Types():
            for name in check.columns:
                _column(columns, name)
            return {"schema": {"allow_extra_columns": True, "allow_other_column_order": True}}
        case Unique():
            body: dict[str, Any] = {
                "duplicate": {"columns": list(check.columns), "qualifier": slug("_".join(check.columns))}
            }
        case Fresh():
            body = {
                "freshness": {
                    "column": check.column,
                    "threshold": {"unit": "hour", "must_be_less_than_or_equal": check.hours},
                }
            }
        case _:
            this = ".".join(map(quoted, dataset.split(".")))
            other = other_of(check)
            sql = in_dialect(
                broken_rows(check, this, ".".join(map(quoted, other.split("."))) if other else ""), home.dialect
            )
            if not sql:
                return None
            words = in_words(check)
            body = {
                "failed_rows": {
                    "name": plain(words),
                    "qualifier": slug(words),
                    "query": f"/* because {because(one)} */ {sql}",
                }
            }
    _finish(body, one)
    return body

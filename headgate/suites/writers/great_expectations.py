"""Great Expectations: one suite of JSON for each dataset.

Source: Great Expectations 1.24, "Expectation Gallery" and "Use SQL to define a custom Expectation" (`type`, `kwargs`,
`UnexpectedRowsExpectation` with `{batch}`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from headgate.suites.checks import (
    NOW,
    Accepted,
    Between,
    Check,
    Longer,
    Matches,
    Measure,
    NotNull,
    Types,
    Unique,
)
from headgate.suites.rule import Layer, Tried
from headgate.suites.sql import broken_rows, other_of, quoted
from headgate.suites.writers.written import Home, Written, because, by_dataset, in_dialect, slug

VERSION = "1.24.1"
_THIS = "headgate_this"
_WHOLE = ("INTEGER", "BIGINT", "INT", "SMALLINT", "INT64", "NUMBER", "int64", "Int64", "int", "IntegerType", "LongType")
_MOMENTS = ("datetime64[ns]", "datetime64[us]", "datetime64[s]")
_TYPES = {
    "integer": _WHOLE,
    "number": ("DOUBLE", "FLOAT", "DECIMAL", "NUMERIC", "REAL", "FLOAT64", "float64", "Float64", "float", "DoubleType",
               "DecimalType", *_WHOLE),
    "boolean": ("BOOLEAN", "BOOL", "bool", "boolean", "BooleanType"),
    "date": ("DATE", "date", "DateType", *_MOMENTS),
    "timestamp": ("TIMESTAMP", "DATETIME", "TIMESTAMP_NTZ", "TIMESTAMPTZ", "TimestampType", *_MOMENTS),
}  # fmt: skip
"""What a type is called by the engines that Great Expectations runs on."""


def write(rules: Sequence[Tried], home: Home) -> Written:
    """A suite for each dataset, to be put into `gx/expectations/`."""
    made = Written()
    for dataset, own in by_dataset(rules).items():
        listed: list[dict[str, Any]] = []
        for one in own:
            found = expectations(one.rule.check, home)
            if not found:
                made.unsaid.append((one.rule, "it looks at a dataset that the batch does not hold, or has no words"))
            severity = "warning" if one.rule.layer is Layer.STATISTICAL else "critical"
            meta = {
                "headgate": because(one),
                "dimension": one.rule.dimension.value,
                "layer": one.rule.layer.value,
            }
            listed += [{"type": kind, "kwargs": kwargs, "meta": meta, "severity": severity} for kind, kwargs in found]
        if listed:
            suite = {
                "name": slug(dataset),
                "expectations": listed,
                "meta": {"great_expectations_version": VERSION},
                "notes": "Suggested by headgate quality suggest.",
            }
            made.files[f"{slug(dataset)}.json"] = json.dumps(suite, indent=2, ensure_ascii=False) + "\n"
    return made


def expectations(check: Check, home: Home) -> list[tuple[str, dict[str, Any]]]:
    """One check as expectations: type and keyword arguments."""
    match check:
        case NotNull():
            return [("expect_column_values_to_not_be_null", {"column": check.column})]
        case Unique() if len(check.columns) == 1:
            return [("expect_column_values_to_be_unique", {"column": check.columns[0]})]
        case Unique():
            return [("expect_compound_columns_to_be_unique", {"column_list": list(check.columns)})]
        case Accepted():
            return [("expect_column_values_to_be_in_set", {"column": check.column, "value_set": list(check.values)})]
        case Between() if check.high != NOW and check.family in ("integer", "number"):
            return [
                (
                    "expect_column_values_to_be_between",
                    {"column": check.column, "min_value": _number(check.low), "max_value": _number(check.high)},
                )
            ]
        case Matches():
            form = f"^({check.pattern})$"
            return [("expect_column_values_to_match_regex", {"column": check.column, "regex": form})]
        case Longer():
            least = {"column": check.column, "min_value": check.least}
            return [("expect_column_value_lengths_to_be_between", least)]
        case Types():
            return [_typed(name, family) for name, family in check.types]
        case Measure() if _mean_of(check):
            limits = {"column": check.columns[0], "min_value": check.low, "max_value": check.high}
            return [("expect_column_mean_to_be_between", limits)]
    return _by_query(check, home)


def _typed(name: str, family: str) -> tuple[str, dict[str, Any]]:
    """A column of its type; one of texts is only there, since any type can be read as text."""
    if family not in _TYPES:
        return "expect_column_to_exist", {"column": name}
    return "expect_column_values_to_be_in_type_list", {"column": name, "type_list": list(_TYPES[family])}


def _mean_of(check: Measure) -> bool:
    return len(check.columns) == 1 and check.aggregate == f"avg({quoted(check.columns[0])})"


def _number(text: str) -> float | int | None:
    if not text:
        return None
    value = float(text)
    return int(value) if value.is_integer() else value


def _by_query(check: Check, home: Home) -> list[tuple[str, dict[str, Any]]]:
    """What only SQL says; another dataset is read under its own name from the same database."""
    other = other_of(check)
    there = ".".join(map(quoted, other.split("."))) if other else ""
    sql = in_dialect(broken_rows(check, _THIS, there), home.dialect)
    if not sql or "{" in sql or "}" in sql:
        return []
    return [("unexpected_rows_expectation", {"unexpected_rows_query": sql.replace(_THIS, "{batch}")})]

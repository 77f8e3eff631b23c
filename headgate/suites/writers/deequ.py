"""Deequ: an object in Scala and a module for PyDeequ, each with one check for every dataset.

Source: awslabs/deequ 2.0 (`checks/Check.scala`) and PyDeequ 1.7 (`pydeequ/checks.py`). What looks at two rows or at two
datasets is Spark SQL over views of the datasets' names, since a check of Deequ sees one DataFrame.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from headgate.suites.checks import (
    NOW,
    Accepted,
    Between,
    Check,
    Measure,
    NotNull,
    Types,
    Unique,
)
from headgate.suites.rule import Tried
from headgate.suites.sql import broken_rows, other_of, quoted, row_condition
from headgate.suites.writers.written import Home, Written, because, by_dataset, in_dialect, slug

VERSION = "Deequ 2.0 (2.0.21-spark-3.5), PyDeequ 1.7"
_SPARK = "spark"
_INTEGRAL = {"integer": "Integral", "number": "Numeric", "boolean": "Boolean"}


@dataclass
class _Calls:
    """One dataset's check, in both languages, and its queries."""

    scala: list[tuple[str, str]] = field(default_factory=list)
    """A call, and why."""
    python: list[tuple[str, str]] = field(default_factory=list)
    queries: list[tuple[str, str]] = field(default_factory=list)
    """Words and query."""


def write(rules: Sequence[Tried], home: Home) -> Written:
    """`HeadgateChecks.scala` and `headgate_checks.py`."""
    del home  # Deequ speaks Spark SQL, whatever the warehouse does
    made = Written()
    found: dict[str, _Calls] = {}
    for dataset, own in by_dataset(rules).items():
        calls = found.setdefault(dataset, _Calls())
        for one in own:
            if not _take(one, calls):
                made.unsaid.append((one.rule, "Spark SQL has no words for it"))
    made.files["HeadgateChecks.scala"] = _scala(found)
    made.files["headgate_checks.py"] = _python(found)
    return made


def _take(one: Tried, calls: _Calls) -> bool:
    check, why = one.rule.check, because(one)
    written = _calls(check)
    if written is not None:
        calls.scala += [(scala, why) for scala, _ in written]
        calls.python += [(python, why) for _, python in written]
        return True
    condition = row_condition(check)
    if condition:
        sql = in_dialect(f"coalesce({condition}, true)", _SPARK)
        text, name = json.dumps(sql), json.dumps(_words(check))
        calls.scala.append((f".satisfies({text}, {name})", why))
        calls.python.append((f".satisfies({text}, {name}, lambda share: share == 1.0)", why))
        return bool(sql)
    other = other_of(check)
    sql = in_dialect(broken_rows(check, quoted(slug(one.rule.dataset)), quoted(slug(other)) if other else ""), _SPARK)
    if sql:
        calls.queries.append((_words(check), sql))
    return bool(sql)


def _calls(check: Check) -> list[tuple[str, str]] | None:
    """The check as calls in Scala and in Python, where Deequ has its own."""
    match check:
        case NotNull():
            call = f".isComplete({json.dumps(check.column)})"
            return [(call, call)]
        case Unique() if len(check.columns) == 1:
            call = f".isUnique({json.dumps(check.columns[0])})"
            return [(call, call)]
        case Unique():
            names = ", ".join(map(json.dumps, check.columns))
            return [
                (f".hasUniqueness(Seq({names}), (share: Double) => share == 1.0)",
                 f".hasUniqueness([{names}], lambda share: share == 1.0)")
            ]  # fmt: skip
        case Accepted():
            values = ", ".join(map(json.dumps, check.values))
            name = json.dumps(check.column)
            return [(f".isContainedIn({name}, Array({values}))", f".isContainedIn({name}, [{values}])")]
        case Types():
            return [
                (f".hasDataType({json.dumps(name)}, ConstrainableDataTypes.{_INTEGRAL[family]})",
                 f".hasDataType({json.dumps(name)}, ConstrainableDataTypes.{_INTEGRAL[family]})")
                for name, family in check.types
                if family in _INTEGRAL
            ]  # fmt: skip
        case Measure() if len(check.columns) == 1 and check.aggregate == f"avg({quoted(check.columns[0])})":
            name, limits = json.dumps(check.columns[0]), (check.low, check.high)
            low, high = (repr(limit) for limit in limits)
            return [
                (f".hasMean({name}, (mean: Double) => mean >= {low} && mean <= {high})",
                 f".hasMean({name}, lambda mean: {low} <= mean <= {high})")
            ]  # fmt: skip
    return None


def _words(check: Check) -> str:
    told = str(getattr(check, "words", "")) or f"{type(check).__name__} {' '.join(check.columns)}"
    if isinstance(check, Between):
        told = f"{check.column} between {check.low} and {check.high or 'any'}"
        return told.replace(f"and {NOW}", "and the present")
    return told


def _scala(found: dict[str, _Calls]) -> str:
    lines = [
        f"// Suggested by headgate quality suggest; for {VERSION}.",
        "package headgate",
        "",
        "import com.amazon.deequ.checks.{Check, CheckLevel}",
        "import com.amazon.deequ.constraints.ConstrainableDataTypes",
        "import org.apache.spark.sql.SparkSession",
        "",
        "object HeadgateChecks {",
    ]
    for dataset, calls in found.items():
        lines += ["", f"  val {_identifier(dataset)}: Check = Check(CheckLevel.Error, {json.dumps(dataset)})"]
        for call, why in calls.scala:
            lines += [f"    // {why}", f"    {call}"]
    lines += ["", "  /** Queries over views called as the datasets; each row that one gives is a failure. */"]
    lines.append("  val queries: Seq[(String, String)] = Seq(")
    every = [pair for calls in found.values() for pair in calls.queries]
    lines += [f"    ({json.dumps(words)},\n      {json.dumps(sql)})," for words, sql in every]
    lines[-1] = lines[-1].rstrip(",")
    lines += [
        "  )",
        "",
        "  def broken(spark: SparkSession): Seq[(String, Long)] =",
        "    queries.map { case (words, query) => (words, spark.sql(query).count()) }.filter(_._2 > 0)",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _python(found: dict[str, _Calls]) -> str:
    lines = [
        f'"""Suggested by headgate quality suggest; for {VERSION}."""',
        "",
        "from pydeequ.checks import Check, CheckLevel, ConstrainableDataTypes",
        "",
        "",
        "def checks(spark):",
        '    """A check for each dataset."""',
        "    return {",
    ]
    for dataset, calls in found.items():
        lines.append(f"        {json.dumps(dataset)}: (")
        lines.append(f"            Check(spark, CheckLevel.Error, {json.dumps(dataset)})")
        for call, why in calls.python:
            lines += [f"            # {why}", f"            {call}"]
        lines.append("        ),")
    lines += [
        "    }",
        "",
        "",
        "# Over views called as the datasets; each row that a query gives is a failure.",
        "QUERIES = [",
    ]
    for calls in found.values():
        lines += [f"    ({json.dumps(words)},\n     {json.dumps(sql)})," for words, sql in calls.queries]
    lines += [
        "]",
        "",
        "",
        "def broken(spark):",
        '    """What is broken, with the number of rows."""',
        "    counted = [(words, spark.sql(query).count()) for words, query in QUERIES]",
        "    return [(words, rows) for words, rows in counted if rows]",
    ]
    return "\n".join(lines) + "\n"


def _identifier(dataset: str) -> str:
    """A name of Scala: `raw_orders` is `rawOrders`."""
    first, *others = slug(dataset).split("_")
    name = first + "".join(part.capitalize() for part in others)
    return f"_{name}" if name[0].isdigit() else f"{name}Check"

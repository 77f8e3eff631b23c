"""pandera: a module with one schema for each dataset, and queries for what looks at several.

Source: pandera 0.35, "DataFrame Schemas" and "Checks" (`pandera.pandas`). What looks at two rows or two datasets is SQL
that DuckDB runs over the same frames, since a schema of pandera sees one frame.
"""

from __future__ import annotations

from collections.abc import Sequence

from headgate.suites.checks import (
    NOW,
    Accepted,
    Between,
    Check,
    Fresh,
    Holds,
    Longer,
    Matches,
    Measure,
    NotNull,
    Types,
    Unique,
)
from headgate.suites.rule import Tried
from headgate.suites.sql import broken_rows, other_of, quoted
from headgate.suites.writers.frames import over_frame, over_series
from headgate.suites.writers.written import Home, Written, because, by_dataset, slug

VERSION = "pandera 0.35"
_DTYPES = {
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[ns]",
    "timestamp": "datetime64[ns]",
    "text": "string",
}
_HEAD = f'''"""Suggested by headgate quality suggest; for {VERSION}.

`SCHEMAS["orders"].validate(frame, lazy=True)` checks one frame, `broken(frames)` what looks at several.
"""

import pandas as pd
import pandera.pandas as pa

SCHEMAS = {{
'''
_TAIL = '''

def broken(frames):
    """What is broken between rows and between frames, with the number of rows; `frames` is a frame by dataset."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        for name, frame in frames.items():
            connection.register(name, frame)
        listed = [(words, connection.execute(query).fetchall()) for words, query in QUERIES]
    return [(words, len(rows)) for words, rows in listed if rows]
'''


def write(rules: Sequence[Tried], home: Home) -> Written:
    """`headgate_schemas.py`."""
    del home
    made = Written()
    parts: list[str] = []
    queries: list[tuple[str, str]] = []
    for dataset, own in by_dataset(rules).items():
        parts.append(_schema(dataset, own, queries))
    listed = "".join(f"    ({words!r},\n     {sql!r}),\n" for words, sql in queries)
    body = _HEAD + "".join(parts) + "}\n\nQUERIES = [\n" + listed + "]\n" + _TAIL
    made.files["headgate_schemas.py"] = body
    return made


def _schema(dataset: str, own: Sequence[Tried], queries: list[tuple[str, str]]) -> str:
    dtypes: dict[str, str] = {}
    checks: dict[str, list[tuple[str, str]]] = {}
    filled = {one.rule.columns[0] for one in own if isinstance(one.rule.check, NotNull)}
    unique = {one.rule.columns[0] for one in own if _is_unique(one.rule.check)}
    groups: list[tuple[str, ...]] = []
    whole: list[tuple[str, str]] = []
    for one in own:
        check = one.rule.check
        column = _on_column(check)
        frame = _on_frame(check)
        if isinstance(check, Types):
            dtypes |= {name: _DTYPES.get(family, "") for name, family in check.types}
        elif isinstance(check, Unique) and len(check.columns) > 1:
            groups.append(check.columns)
        elif column:
            checks.setdefault(check.columns[0], []).append((column, because(one)))
        elif frame:
            whole.append((frame, because(one)))
        elif not isinstance(check, NotNull | Unique):
            other = other_of(check)
            sql = broken_rows(check, quoted(slug(dataset)), quoted(slug(other)) if other else "")
            queries.append((_words(dataset, check), sql))
    names = dict.fromkeys((*dtypes, *filled, *unique, *checks))
    lines = [f"    {slug(dataset)!r}: pa.DataFrameSchema(\n        columns={{\n"]
    for name in names:
        lines.append(_column(name, dtypes.get(name, ""), checks.get(name, []), name in filled, name in unique))
    lines.append("        },\n        checks=[\n")
    lines += [f"            # {why}\n            {text},\n" for text, why in whole]
    lines.append("        ],\n")
    if groups:
        lines.append(f"        unique={list(groups[0])!r},\n")
    lines.append(f"        name={dataset!r},\n    ),\n")
    return "".join(lines)


def _is_unique(check: Check) -> bool:
    return isinstance(check, Unique) and len(check.columns) == 1


def _column(name: str, dtype: str, checks: list[tuple[str, str]], filled: bool, unique: bool) -> str:
    told = f'"{dtype}"' if dtype else "None"
    listed = "".join(f"                    # {why}\n                    {text},\n" for text, why in checks)
    inner = f"checks=[\n{listed}                ], " if listed else ""
    rest = f"nullable={not filled}, unique={unique}, coerce={bool(dtype)}"
    return f"            {name!r}: pa.Column(\n                {told}, {inner}{rest}\n            ),\n"


def _on_column(check: Check) -> str:
    """A check of one column in pandera's own words; empty where it is none."""
    match check:
        case Accepted():
            return f"pa.Check.isin({list(check.values)!r})"
        case Between() if check.family in ("integer", "number"):
            low = f"min_value={float(check.low)!r}" if check.low else "min_value=float('-inf')"
            return f"pa.Check.in_range({low}, max_value={float(check.high)!r})" if check.high else ""
        case Between():
            low = f"pa.Check.ge(pd.Timestamp({check.low!r}))"
            if check.high == NOW:
                told = f"(s >= pd.Timestamp({check.low!r})) & (s <= pd.Timestamp.now())"
                return f"pa.Check(lambda s: {told}, name='not in the future')"
            return low
        case Matches():
            return f"pa.Check.str_matches({f'^({check.pattern})$'!r})"
        case Longer():
            return f"pa.Check.str_length(min_value={check.least})"
        case Fresh():
            told = f"s.max() >= pd.Timestamp.now() - pd.Timedelta(hours={check.hours})"
            return f"pa.Check(lambda s: {told}, name='fresh')"
        case Measure() if check.aggregate == f"avg({quoted(check.columns[0])})" if check.columns else False:
            return f"pa.Check(lambda s: {check.low!r} <= s.mean() <= {check.high!r}, name={check.words!r})"
    return ""


def _on_frame(check: Check) -> str:
    """A check of whole rows; empty where pandas has no words for it."""
    if isinstance(check, Holds):
        told = over_frame(check.condition)
        return f"pa.Check(lambda df: {told}, name={check.words!r})" if told else ""
    if isinstance(check, Measure) and check.columns:
        told = over_series(check.aggregate)
        low = f"{check.low!r} <= " if check.low is not None else ""
        high = f" <= {check.high!r}" if check.high is not None else ""
        return f"pa.Check(lambda df: bool({low}{told}{high}), name={check.words!r})" if told else ""
    return ""


def _words(dataset: str, check: Check) -> str:
    told = str(getattr(check, "words", "")) or f"{type(check).__name__} {' '.join(check.columns)}"
    return f"{dataset}: {told}"

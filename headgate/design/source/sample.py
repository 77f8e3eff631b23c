"""Source tables from CSV samples: types, keys and required columns by their rows."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime

from headgate.design.source.draft import Draft
from headgate.design.source.model import Kind, SourceColumn, SourceTable
from headgate.design.source.types import PLAIN
from headgate.design.source.words import snake
from headgate.facts.schemas.reading import stem

MOST_ROWS = 5_000
_FEW = 12
"""Different texts of a column that is taken for a list of codes."""
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,18})?([eE][-+]?\d{1,3})?")


def read(text: str, origin: str, draft: Draft) -> None:
    """Add the table that a CSV file is a sample of."""
    try:
        lines = list(csv.reader(io.StringIO(text), strict=False))
    except csv.Error as error:
        draft.unread.append(f"{origin} is not read as CSV: {error}.")
        return
    header = [snake(name) for name in lines[0]] if lines else []
    if not header or len(set(header)) != len(header):
        draft.unread.append(f"{origin} has no header of distinct column names.")
        return
    width = len(header)
    rows = [tuple((*line, *[""] * width)[:width]) for line in lines[1 : MOST_ROWS + 1] if line]
    if len(lines) - 1 > MOST_ROWS:
        draft.unread.append(f"Of {origin} the first {MOST_ROWS:,} rows are read.")
    columns = []
    for place, name in enumerate(header):
        values = [row[place] for row in rows if row[place]]
        kind = kind_of(values)
        few = sorted(set(values))
        codes = tuple(few) if kind is Kind.TEXT and 0 < len(few) <= _FEW and len(values) >= 2 * len(few) else ()
        columns.append(SourceColumn(name, kind, PLAIN[kind], False, codes, lines[0][place]))
    name = stem(origin).removesuffix(".csv")
    draft.assumed.append(f"Types of {snake(name)} by the {len(rows):,} rows of its sample.")
    draft.add(SourceTable(snake(name), tuple(columns), written=name, origin=origin, sample=tuple(rows)))


def kind_of(values: list[str]) -> Kind:
    """What a column with these texts holds; text where there is none."""
    if not values:
        return Kind.TEXT
    if all(value.lower() in ("true", "false") for value in values):
        return Kind.BOOLEAN
    if all(_INTEGER.fullmatch(value) for value in values):
        return Kind.INTEGER
    if all(_NUMBER.fullmatch(value) for value in values):
        return (
            Kind.TEXT
            if any(value.startswith("0") and value.isdigit() and len(value) > 1 for value in values)
            else Kind.FLOAT
        )
    if all(_is(date.fromisoformat, value) and len(value) == 10 for value in values):
        return Kind.DATE
    if all(_is(datetime.fromisoformat, value) and len(value) > 10 for value in values):
        return Kind.TIMESTAMP
    return Kind.TEXT


def _is(parse: object, value: str) -> bool:
    try:
        parse(value)  # type: ignore[operator]
    except ValueError:
        return False
    return True

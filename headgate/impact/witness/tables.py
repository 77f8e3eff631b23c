"""Small tables for what no query of the project makes: seeds as they are, sources with made-up rows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, timedelta

from headgate.dataset import Column
from headgate.impact.seeds import Seed
from headgate.impact.witness.script import Table

ROWS = 24
"""Made-up rows of a table."""
MOST_LINES = 20_000
"""Of a seed; the rest is not run."""
_KINDS = (
    (re.compile(r"int|serial|long|short"), "bigint"),
    (re.compile(r"char|text|string|uuid|enum"), "varchar"),
    (re.compile(r"bool|bit"), "boolean"),
    (re.compile(r"timestamp|datetime"), "timestamp"),
    (re.compile(r"date"), "date"),
    (re.compile(r"num|dec|real|float|double|money"), "double"),
)
_BY_NAME = (
    (re.compile(r"^(is|has|was|can)_|_(flag|enabled|active)$"), "boolean"),
    (re.compile(r"_(at|ts|time|timestamp)$|^(created|updated)$"), "timestamp"),
    (re.compile(r"_(on|date|day|month)$|^date"), "date"),
    (re.compile(r"(^|_)(id|key|count|number|num|quantity|qty|year|rank|cents)$"), "bigint"),
    (re.compile(r"amount|price|total|cost|rate|revenue|value|tax|sum|pct|percent"), "double"),
)
"""What a column of no declared type most likely holds. A wrong guess only makes a query not run."""
_START = date(2024, 1, 1)


def of_seed(name: str, seed: Seed, types: dict[str, str]) -> Table:
    """A seed with its own lines."""
    width = len(seed.columns)
    lines = tuple((*line, *[""] * width)[:width] for line in seed.lines[:MOST_LINES])
    told = {column.lower(): kind for column, kind in types.items() if re.fullmatch(r"[\w ]+(\(\d+(, *\d+)?\))?", kind)}
    return Table(name, tuple((column, told.get(column, "")) for column in seed.columns), lines)


def made_up(
    name: str,
    columns: Iterable[Column],
    keys: Iterable[tuple[str, ...]],
    literals: dict[str, list[str]],
    rows: int = ROWS,
) -> Table:
    """A table of a source: keys unique, some NULLs elsewhere, and the values that queries compare with.

    The first `ROWS` go through the values in turn; those beyond mix them as a hash of table, row and column says, so
    that columns do not hang on each other.
    """
    listed = list(columns)
    unique = {key[0].lower() for key in keys if len(key) == 1}
    kinds = [_kind(column) for column in listed]
    lines = tuple(
        tuple(
            _value(kind, row, place, column.name.lower() in unique, literals.get(column.name.lower(), []))
            if row < ROWS or column.name.lower() in unique
            else _mixed(kind, f"{name}:{row}:{column.name.lower()}", literals.get(column.name.lower(), []))
            for place, (column, kind) in enumerate(zip(listed, kinds, strict=True))
        )
        for row in range(rows)
    )
    return Table(name, tuple((c.name, kind) for c, kind in zip(listed, kinds, strict=True)), lines)


def _kind(column: Column) -> str:
    told = column.type.lower()
    name = column.name.lower()
    for pattern, kind in _KINDS if told else ():
        if pattern.search(told):
            return kind
    return next((kind for pattern, kind in _BY_NAME if pattern.search(name)), "varchar")


def _value(kind: str, row: int, place: int, unique: bool, literals: list[str]) -> str:
    if unique:
        return str(row + 1) if kind == "bigint" else f"k{row + 1}" if kind == "varchar" else _plain(kind, row)
    turn = row + place
    if turn % 7 == 3:
        return ""
    if literals and turn % 2:
        return literals[(row // 2) % len(literals)]
    return _plain(kind, row % 9 + place % 2)


def _mixed(kind: str, seed: str, literals: list[str]) -> str:
    number = int.from_bytes(hashlib.blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=6).digest())
    choice, number = number % 16, number // 16
    if choice < 2:
        return ""
    if choice == 2:
        return _edge(kind, number)
    if literals and choice < 8:
        return literals[number % len(literals)]
    return _plain(kind, number % 11)


def _edge(kind: str, number: int) -> str:
    """A value at which arithmetic, rounding and comparing go wrong first."""
    edges = {
        "bigint": ("0", "-1", "2147483648"),
        "double": ("0", "-0.005", "1000000.5"),
        "timestamp": ("2024-01-01 23:59:59", "2024-02-29 12:00:00", "1970-01-01 00:00:00"),
        "date": ("2024-02-29", "2024-12-31", "1970-01-01"),
        "varchar": ("V1", " v1", "v1 "),
    }
    listed = edges.get(kind)
    return listed[number % len(listed)] if listed else _plain(kind, number)


def _plain(kind: str, number: int) -> str:
    if kind == "bigint":
        return str(number + 1)
    if kind == "double":
        return f"{number * 37.25 - 20}"
    if kind == "boolean":
        return str(number % 2 == 0).lower()
    if kind in ("date", "timestamp"):
        return str(_START + timedelta(days=17 * number))
    return f"v{number}"

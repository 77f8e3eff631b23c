"""Columns of events that are flags and codes, and those that are free text."""

from __future__ import annotations

import re

from headgate.design.source.model import Kind, SourceColumn, SourceTable

_CODES = re.compile(
    r"(^|_)(status|type|channel|method|mode|category|class|level|priority|kind|reason|currency|state|tier|source|outcome|flag|gender|severity|result|language|platform|device)(_code)?$"
)


def is_flag(column: SourceColumn, table: SourceTable) -> bool:
    """Whether a column of an event takes few values: yes or no, a listed set, or a code by its name."""
    if column.name in table.key or column.name in table.pointing or any((column.name,) == one for one in table.unique):
        return False
    if column.kind is Kind.BOOLEAN or column.values:
        return True
    return column.kind is Kind.TEXT and bool(_CODES.search(column.name))


def combinations(columns: list[SourceColumn]) -> int | None:
    """How many rows a junk dimension can have at most; None where the values of a column are not listed."""
    total = 1
    for column in columns:
        count = len(column.values) if column.values else 2 if column.kind is Kind.BOOLEAN else 0
        if not count:
            return None
        total *= count + (not column.required)
    return total

"""The order in which migrations run, told by the names of their files.

Source: the manuals of Flyway (`V1.2__name.sql`, `R__name.sql`), Rails and Alembic (timestamps), Django (`0001_name`),
golang-migrate, goose and dbmate (`20240131120000_name.sql`), Diesel and Prisma (a folder for each).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

Key: TypeAlias = tuple[tuple[tuple[int, int, str], ...], ...]

_VERSION = re.compile(r"[VvBbUu]?(\d{1,30}(?:[._-]\d{1,30}){0,12})(?![A-Za-z0-9])")
_DIGITS = re.compile(r"(\d{1,30})")
_FIRST = re.compile(r"(?:init|baseline|create|setup)", re.I)
_START, _END, _NUMBER, _TEXT = -2, -1, 0, 1


@lru_cache(maxsize=20_000)
def in_order(path: str) -> Key:
    """A key that sorts migrations as their tools run them.

    Numbers are compared as numbers, a version before those that continue it. Scripts without a number run after the
    numbered ones, unless their name says that they are the first.

    >>> sorted(["V10__c.sql", "R__views.sql", "V2.1__b.sql", "V2__a.sql", "init.sql"], key=in_order)
    ['init.sql', 'V2__a.sql', 'V2.1__b.sql', 'V10__c.sql', 'R__views.sql']
    """
    return tuple(_part(part) for part in path.split("/"))


def _part(name: str) -> tuple[tuple[int, int, str], ...]:
    version = _VERSION.match(name)
    if version:
        numbers = (int(one) for one in re.split(r"[._-]", version[1]))
        head = ((_NUMBER, number, "") for number in numbers)
        return (*head, (_END, 0, ""), *_natural(name[version.end() :]))
    if _FIRST.match(name) and not _DIGITS.search(name):
        return ((_START, 0, name),)
    return _natural(name)


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    parts = (part for part in _DIGITS.split(text) if part)
    return tuple((_NUMBER, int(part), "") if part.isdecimal() else (_TEXT, 0, part) for part in parts)

"""Which migrations ran before another, by the ways in which tools name their files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from headgate.facts.sql.undo import undoes

_MAX_EARLIER = 500
_OWN_FOLDER = ("up.sql", "migration.sql")
"""Tools that give each migration a folder (Diesel, Prisma) call its script so."""


def earlier(paths: Iterable[str], path: str) -> Iterator[str]:
    """The scripts beside `path` that ran before it, in order; the last few hundred."""
    pure = PurePosixPath(path)
    own = pure.name in _OWN_FOLDER
    home = pure.parent.parent if own else pure.parent

    def beside(other: PurePosixPath) -> bool:
        return (other.parent.parent if own else other.parent) == home and other.suffix == pure.suffix

    found = [one for one in paths if beside(PurePosixPath(one)) and number(one) < number(path) and not undoes(one)]
    yield from sorted(found, key=number)[-_MAX_EARLIER:]


def declares(paths: Iterable[str], path: str) -> bool:
    """Whether a script beside numbered ones has no number: it says how everything is, such as `schema.sql`."""
    pure = PurePosixPath(path)
    if pure.name in _OWN_FOLDER or re.search(r"\d", pure.stem):
        return False
    beside = [PurePosixPath(one) for one in paths]
    return any(one.parent == pure.parent and re.search(r"\d", one.stem) and one.suffix == pure.suffix for one in beside)


def number(path: str) -> list[tuple[int, str]]:
    """Names with numbers compared as numbers: V2 before V10."""
    pure = PurePosixPath(path)
    name = f"{pure.parent.name}/{pure.name}" if pure.name in _OWN_FOLDER else pure.name
    parts: list[tuple[int, str]] = []
    digits = ""
    for sign in name + "\0":
        if sign.isdigit():
            digits += sign
            continue
        if digits:
            parts.append((int(digits[:18]), ""))
            digits = ""
        parts.append((-1, sign))
    return parts

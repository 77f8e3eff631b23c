"""Which migrations ran before another, by the ways in which tools name their files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from headgate.facts.sql.order import in_order
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

    last = in_order(path)
    found = [one for one in paths if beside(PurePosixPath(one)) and in_order(one) < last and not undoes(one)]
    yield from sorted(found, key=in_order)[-_MAX_EARLIER:]


def declares(paths: Iterable[str], path: str) -> bool:
    """Whether a script beside numbered ones has no number: it says how everything is, such as `schema.sql`."""
    pure = PurePosixPath(path)
    if pure.name in _OWN_FOLDER or re.search(r"\d", pure.stem):
        return False
    beside = [PurePosixPath(one) for one in paths]
    return any(one.parent == pure.parent and re.search(r"\d", one.stem) and one.suffix == pure.suffix for one in beside)

"""Scripts and parts of scripts that take a migration back."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_UNDOES = re.compile(r"(?:[._-]|^)(?:down|rollback|revert|undo)(?:\.[\w]+)?$|^U\d[\w.]*__", re.I)
_UNDOES_DOTTED = re.compile(r"\.(?:down|rollback|revert|undo)\.\w+$", re.I)
_DOES = re.compile(r"V\d[\w.]*__")
_FOLDERS = ("down", "undo", "rollback", "rollbacks", "revert")
_UP = re.compile(r"^[ \t]*--[ \t]*(?:\+(?:goose|migrate)[ \t]+up\b|migrate:up\b)", re.IGNORECASE)
_DOWN = re.compile(r"^[ \t]*--[ \t]*(?:\+(?:goose|migrate)[ \t]+down\b|migrate:down\b|//@undo\b)", re.IGNORECASE)


def undoes(path: str) -> bool:
    """Whether a script takes a migration back: `0007_orders.down.sql`, Flyway's `U7__orders.sql`, `down.sql`.

    >>> undoes("db/0007_orders.down.sql"), undoes("db/7/down.sql"), undoes("db/V7__shutdown.sql")
    (True, True, False)
    """
    name = PurePosixPath(path).name
    return (_UNDOES_DOTTED if _DOES.match(name) else _UNDOES).search(name) is not None


def forward(path: str, text: str) -> str:
    """A script without the parts that take it back; every other character stays where it was.

    >>> forward("db/1_a.sql", "CREATE TABLE t (a int);\\n-- +goose Down\\nDROP TABLE t;")
    'CREATE TABLE t (a int);\\n              \\n             '
    """
    undone = undone_lines(path, text)
    if not undone:
        return text
    lines = text.split("\n")
    for first, last in undone:
        lines[first - 1 : last] = [" " * len(line) for line in lines[first - 1 : last]]
    return "\n".join(lines)


def undone_lines(path: str, text: str) -> tuple[tuple[int, int], ...]:
    """The lines, from 1, of `text` that take a migration back: they run when something went wrong, or never.

    Source: the manuals of golang-migrate (`.down.sql`), Flyway (`U1__name.sql`), goose and sql-migrate
    (`-- +goose Down`), dbmate (`-- migrate:down`), MyBatis Migrations (`-- //@UNDO`).
    """
    *folders, name = path.split("/")
    last = text.count("\n") + 1
    if undoes(name) or any(one.lower() in _FOLDERS for one in folders[-1:]):
        return ((1, last),)
    if "--" not in text:
        return ()
    spans: list[tuple[int, int]] = []
    start = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not start and _DOWN.match(line):
            start = number
        elif start and _UP.match(line):
            spans.append((start, number - 1))
            start = 0
    return (*spans, (start, last)) if start else tuple(spans)

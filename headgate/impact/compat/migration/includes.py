"""The order in which Liquibase runs the files that a changelog includes.

Source: Liquibase, "include", "includeAll", "sqlFile".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath

from headgate.impact.compat.migration import liquibase
from headgate.source.snapshot import Snapshot

_MOST_ROOTS = 300
"""Changelogs that are looked at; a repository has few."""
_MOST_FILES = 2_000
_MAX_DEPTH = 20
_SAYS = ("changelog", "liquibase", "/db/", "migration")


@lru_cache(maxsize=4)
def running_order(snapshot: Snapshot) -> tuple[str, ...]:
    """The files that changelogs include, in the order in which they run; none where no changelog includes any."""
    found: dict[str, None] = {}
    named = [path for path in snapshot.paths if path.endswith((".xml", ".yaml", ".yml")) and _says(path)]
    included: set[str] = set()
    roots: list[str] = []
    for path in named[:_MOST_ROOTS]:
        inner = list(_included(snapshot, path))
        if inner:
            roots.append(path)
            included.update(inner)
    for path in roots:
        if path not in included:
            _walk(snapshot, path, found, 0)
    return tuple(found)


def missing(snapshot: Snapshot, path: str) -> tuple[str, ...]:
    """What a changelog includes and the repository does not have, as it is written."""
    return tuple(name for name, whole in _named(snapshot, path) if whole is None)


def _says(path: str) -> bool:
    return any(word in f"/{path}".lower() for word in _SAYS)


def _walk(snapshot: Snapshot, path: str, found: dict[str, None], depth: int) -> None:
    if path in found or depth > _MAX_DEPTH or len(found) >= _MOST_FILES:
        return
    found[path] = None
    for one in _included(snapshot, path):
        _walk(snapshot, one, found, depth + 1)


def _included(snapshot: Snapshot, path: str) -> Iterator[str]:
    yield from (whole for _, whole in _named(snapshot, path) if whole is not None)


def _named(snapshot: Snapshot, path: str) -> Iterator[tuple[str, str | None]]:
    """What is included as it is written, and the file that it means."""
    text = snapshot.text_of(path) if path.endswith((".xml", ".yaml", ".yml")) else None
    if text is None or not liquibase.is_liquibase(path, text):
        return
    for kind, name, relative in liquibase.included(path, text):
        base = posixpath.dirname(path) if relative else ""
        if kind == "includeAll":
            yield from ((one, one) for one in _folder(snapshot, path, posixpath.normpath(posixpath.join(base, name))))
        else:
            yield name, _placed(snapshot, path, posixpath.normpath(posixpath.join(base, name)))


def _placed(snapshot: Snapshot, path: str, name: str) -> str | None:
    """A file by its name from the root, from the changelog, or from some folder of resources."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    for one in (name, beside):
        if one in snapshot:
            return one
    found = [one for one in snapshot.paths if one.endswith(f"/{name}")]
    return found[0] if len(found) == 1 else None


def _folder(snapshot: Snapshot, path: str, name: str) -> list[str]:
    """The changelogs of a folder, as includeAll sorts them: by name."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    for home in (name, beside):
        found = [
            one for one in snapshot.paths
            if PurePosixPath(home) in PurePosixPath(one).parents and one.endswith((".xml", ".yaml", ".yml", ".sql"))
        ]  # fmt: skip
        if found:
            return sorted(found)
    return sorted(one for one in snapshot.paths if f"/{name}/" in f"/{one}" and one.endswith((".xml", ".yaml", ".sql")))

"""Folders that name tables, where the repository itself proves that they do.

Many warehouses without dbt keep a folder for each table, `sql/<project>/<dataset>/<table>/`, with a `query.sql` that a
scheduler runs into that table and a `schema.yaml` beside it; neither names the table. But views are kept the same way,
and a view's `CREATE VIEW project.dataset.table` does. Where enough statements agree with their folders, the folder is
believed for the files that name nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import PurePosixPath

from headgate.facts.glance import Glance

_LEAST = 3
"""Statements that must agree with their folders."""
_SHARE = 0.8
"""Of the statements at that depth."""
_FILLING = frozenset(("query", "model", "select", "transform"))
"""Names of the file that fills the table, where a folder has several."""
_SQL = (".sql", ".bql")


class TableFolders:
    """Which table a file belongs to, by its folder."""

    def __init__(self, seen: Mapping[str, Glance]) -> None:
        self._sql: Counter[str] = Counter(_folder(path) for path in seen if path.endswith(_SQL))
        self._proved = _proved(seen)

    def table_of(self, path: str) -> str:
        """The dotted name of the table that the folder of `path` stands for; empty where nothing proves any."""
        parts = PurePosixPath(path).parts[:-1]
        for size in (3, 2):
            root = "/".join(parts[:-size])
            if len(parts) >= size and (root, size) in self._proved:
                return ".".join(parts[-size:]).lower()
        return ""

    def filled_by(self, path: str) -> str:
        """The table that the query of this SQL file fills: it is the folder's only one, or is named for that."""
        stem = PurePosixPath(path).stem.lower()
        alone = self._sql[_folder(path)] == 1
        return self.table_of(path) if path.endswith(_SQL) and (alone or stem in _FILLING) else ""


def _proved(glances: Mapping[str, Glance]) -> frozenset[tuple[str, int]]:
    """Folders below which, so many levels down, a folder is called like the table that its files make."""
    agreed: Counter[tuple[str, int]] = Counter()
    said: Counter[tuple[str, int]] = Counter()
    seen: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for path, glance in glances.items():
        if not glance.creates or not path.endswith(_SQL):
            continue
        name = [part.strip().lower() for part in re.sub(r"[`\"]", "", glance.creates).split(".")]
        parts = PurePosixPath(path).parts[:-1]
        for size in (3, 2):
            place = ("/".join(parts[:-size]), size)
            if len(parts) < size or len(name) < 2 or _folder(path) in seen[place]:
                continue
            seen[place].add(_folder(path))
            said[place] += 1
            agreed[place] += [part.lower() for part in parts[-size:]] == name[-size:] and len(name) >= size
    return frozenset(place for place, count in agreed.items() if count >= _LEAST and count >= _SHARE * said[place])


def _folder(path: str) -> str:
    return path.rpartition("/")[0]

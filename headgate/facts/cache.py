"""Facts once made are kept, by content hash, across runs and processes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import platformdirs

from headgate.source.snapshot import digest

_CHUNK = 500


class Cache:
    """Bytes by key in one SQLite file; threads may share it.

    A cache that cannot be opened or written keeps nothing and says why.
    """

    def __init__(self, path: Path | None) -> None:
        self.trouble = ""
        """One clause on why nothing is kept; empty while all is well."""
        self._database: sqlite3.Connection | None = None
        self._using = threading.Lock()
        if path is not None:
            self._open(path)

    def _open(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(path, timeout=5, check_same_thread=False)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            database.execute("CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID")
        except (OSError, sqlite3.Error) as error:
            self.trouble = f"the facts cache {path} cannot be used ({error})"
            return
        self._database = database

    def get(self, keys: Iterable[str]) -> dict[str, bytes]:
        """What is kept under `keys`; keys without a value are absent."""
        if self._database is None:
            return {}
        wanted = list(keys)
        found: dict[str, bytes] = {}
        try:
            for start in range(0, len(wanted), _CHUNK):
                part = wanted[start : start + _CHUNK]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, value FROM facts WHERE key IN ({marks})"  # noqa: S608 - question marks only
                with self._using:
                    found.update(self._database.execute(query, part))
        except sqlite3.Error as error:
            self._give_up(error)
        return found

    def put(self, values: Mapping[str, bytes]) -> None:
        """Keep `values`; on a full disk or a broken file nothing is kept from here on."""
        if self._database is None or not values:
            return
        try:
            with self._using, self._database:
                self._database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", list(values.items()))
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: sqlite3.Error) -> None:
        self.trouble = f"the facts cache cannot be used ({error})"
        self._database = None


def default_path() -> Path:
    """Where facts are kept for this user."""
    return Path(platformdirs.user_cache_dir("headgate")) / "facts.sqlite3"


@cache
def code_version() -> str:
    """Changes whenever Headgate's own code does, so that no fact of older code is believed."""
    root = Path(__file__).resolve().parents[1]
    stamps = sorted((str(file), file.stat().st_mtime_ns) for file in root.rglob("*.py"))
    stamps += sorted((str(file), file.stat().st_mtime_ns) for file in root.rglob("*.yaml"))
    return digest(repr(stamps).encode())

"""Deliveries that were seen and work that waits, in one SQLite file, so that neither is lost with the process."""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

from app.github.binding import Binding
from headgate.errors import HeadgateError

_TABLES = """
CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS work (
  id INTEGER PRIMARY KEY, repository TEXT NOT NULL, number INTEGER NOT NULL, head TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting', words TEXT NOT NULL DEFAULT '',
  comment INTEGER NOT NULL DEFAULT 0
);
"""


@dataclass(frozen=True, slots=True)
class Work:
    """One pull request that waits for its review, or a comment on it that waits to be heard."""

    id: int
    binding: Binding
    comment: int = 0
    """The id of the comment; 0 for a review."""


class Queue:
    """What the webhook took and the worker has yet to do. States: waiting, running, done, failed, overtaken."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self.arrived = threading.Event()
        """Set when there may be work."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.executescript(_TABLES)
            self._extend()
            # Whatever ran when the process ended is done again; what was posted already is not posted twice.
            self._database.execute("UPDATE work SET state = 'waiting' WHERE state = 'running'")
        except (OSError, sqlite3.Error) as error:
            raise HeadgateError(f"The queue {path} cannot be used ({error}).") from error
        self.arrived.set()

    def _extend(self) -> None:
        """Give a queue of an older version the columns that have come since."""
        columns = {row[1] for row in self._database.execute("PRAGMA table_info(work)")}
        if "comment" not in columns:
            self._database.execute("ALTER TABLE work ADD COLUMN comment INTEGER NOT NULL DEFAULT 0")

    def take_delivery(self, marks: tuple[str, ...], binding: Binding | None, comment: int = 0) -> bool:
        """Remember a delivery by its `marks`, with the work that it brings; False where one of them is known.

        Older reviews of the same pull request that still wait are overtaken; comments never are.
        """
        with self._lock, self._database:
            self._database.execute("BEGIN IMMEDIATE")
            known = self._database.execute(
                "SELECT count(*) FROM deliveries WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(marks),)
            ).fetchone()[0]
            self._database.executemany("INSERT OR IGNORE INTO deliveries VALUES (?)", [(mark,) for mark in marks])
            if known:
                return False
            if binding:
                self._add(binding, comment)
        self.arrived.set()
        return True

    def _add(self, binding: Binding, comment: int) -> None:
        one = (binding.repository, binding.number)
        if not comment:
            self._database.execute(
                "UPDATE work SET state = 'overtaken' "
                "WHERE state = 'waiting' AND comment = 0 AND repository = ? AND number = ?",
                one,
            )
        self._database.execute(
            "INSERT INTO work (repository, number, head, comment) VALUES (?, ?, ?, ?)",
            (*one, binding.commit, comment),
        )

    def next(self) -> Work | None:
        """The oldest work that waits, now running; None where there is none."""
        with self._lock:
            row = self._database.execute(
                "UPDATE work SET state = 'running' WHERE id = (SELECT min(id) FROM work WHERE state = 'waiting') "
                "RETURNING id, repository, number, head, comment"
            ).fetchone()
            if row is None:
                self.arrived.clear()
                return None
        return Work(row[0], Binding(row[1], row[2], row[3]), row[4])

    def finish(self, work: Work, *, failed: bool, words: str) -> None:
        """Note how `work` ended."""
        state = "failed" if failed else "done"
        with self._lock:
            self._database.execute("UPDATE work SET state = ?, words = ? WHERE id = ?", (state, words[:2_000], work.id))

    def states(self) -> dict[str, int]:
        """How much work is in each state."""
        with self._lock:
            return dict(self._database.execute("SELECT state, count(*) FROM work GROUP BY state").fetchall())

    def close(self) -> None:
        with self._lock:
            self._database.close()

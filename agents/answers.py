"""Answers that were paid for are kept, by the whole request, and never paid for again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import platformdirs

_FORMAT = 1
"""Raised when a kept answer of an older form can no longer be read."""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that a model wants called."""

    id: str
    """The provider's, to the byte: some carry a signature in it that they want back."""
    name: str
    arguments: str
    """JSON, if the model kept to the form."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered to one request, with what it used."""

    text: str
    prompt_tokens: int
    completion_tokens: int
    cost: float | None
    """In US dollars, as it was when paid; None where the price is unknown."""
    seconds: float
    finish: str = "stop"
    """Why the model stopped, in OpenAI's words: `stop`, `length`, `tool_calls`, `content_filter`."""
    calls: tuple[Call, ...] = ()

    @property
    def said(self) -> str:
        """The answer to a question of one shape: its text, or the arguments of the call that it was put as."""
        return self.calls[0].arguments if self.calls else self.text

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


def key_of(request: dict[str, Any]) -> str:
    """The content hash of a request: model, server, messages, schema, tools and limits."""
    canonical = json.dumps([_FORMAT, request], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.blake2b(canonical.encode(), digest_size=16).hexdigest()


class Answers:
    """Replies by request in one SQLite file, as JSON. One that cannot be used keeps nothing and says why."""

    def __init__(self, path: Path | None) -> None:
        self.trouble = ""
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(path, timeout=10, check_same_thread=False)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, reply TEXT) WITHOUT ROWID")
        except (OSError, sqlite3.Error) as error:
            self.trouble = f"answers cannot be kept in {path} ({error})"
            return
        self._database = database

    def get(self, key: str) -> Reply | None:
        """The reply kept under `key`; None where there is none, or none that can be read."""
        try:
            with self._lock:
                if self._database is None:
                    return None
                row = self._database.execute("SELECT reply FROM answers WHERE key = ?", (key,)).fetchone()
            return _reply(json.loads(row[0])) if row else None
        except sqlite3.Error as error:
            self.trouble = f"kept answers cannot be read ({error})"
        except (TypeError, ValueError):
            self.trouble = "a kept answer is not one of Headgate's; it was asked for again"
        return None

    def put(self, key: str, reply: Reply) -> None:
        """Keep `reply`; it is on disk when this returns."""
        try:
            with self._lock:
                if self._database is None:
                    return
                with self._database:
                    row = (key, json.dumps(asdict(reply)))
                    self._database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", row)
        except sqlite3.Error as error:
            self.trouble = f"answers cannot be kept ({error})"

    def close(self) -> None:
        """Keep nothing from here on. A call that is under way may still come to put its answer down."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None


def _reply(kept: dict[str, Any]) -> Reply:
    calls = tuple(Call(**call) for call in kept.pop("calls", ()))
    return Reply(**kept, calls=calls)


def default_path() -> Path:
    """Where answers are kept for this user."""
    return Path(platformdirs.user_cache_dir("headgate")) / "answers.sqlite3"

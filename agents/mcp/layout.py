"""The reviewed files on disk, for servers that read files: a copy of the snapshot, and nothing beside it."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from headgate.gap import Gap, GapKind
from headgate.source.snapshot import Snapshot

_MOST_BYTES = 200_000_000
REVIEWED = "reviewed"


class Layout:
    """A folder of its own: servers start in it, and `reviewed/` in it holds the snapshot once it is asked for.

    Servers start above the reviewed files, never in them: Python would import from there, and others read `.env`.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._scratch = tempfile.TemporaryDirectory(prefix="headgate-outside-", ignore_cleanup_errors=True)
        self._making = threading.Lock()
        self._gaps: tuple[Gap, ...] | None = None

    @property
    def start(self) -> Path:
        """Where servers are started."""
        return Path(self._scratch.name).resolve()

    @property
    def reviewed(self) -> Path:
        """The folder of the reviewed files; it is empty until `lay_out` has run."""
        return self.start / REVIEWED

    def lay_out(self) -> tuple[Gap, ...]:
        """Write the snapshot, once; what of it could not be written."""
        with self._making:
            if self._gaps is None:
                self._gaps = tuple(self._write())
            return self._gaps

    def close(self) -> None:
        """Remove it."""
        self._scratch.cleanup()

    def _write(self) -> Iterator[Gap]:
        self.reviewed.mkdir()
        left, missing = _MOST_BYTES, 0
        for path, entry in self.snapshot.entries.items():
            target = self.reviewed / path
            inside = ".." not in path.split("/") and not path.startswith("/")
            data = self.snapshot.bytes_of(path) if entry.size <= left and inside else None
            if data is None or not self._put(target, data):
                missing += 1
                continue
            left -= len(data)
        if missing:
            why = "too large, too many or gone"
            yield Gap("", f"{missing:,} files, for outside tools", why, GapKind.TOO_MANY)

    def _put(self, target: Path, data: bytes) -> bool:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            target.chmod(0o444)
        except (OSError, ValueError):
            return False
        return True

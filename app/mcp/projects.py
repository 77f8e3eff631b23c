"""Projects as they were read last: an agent asks many questions of the same files."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path

from app.cli.target import facts_cache
from headgate.facts.project import Project
from headgate.rules.gather import Progress, gather
from headgate.source.checkout import Checkout
from headgate.source.snapshot import FolderSnapshot

_KEPT = 2


class Projects:
    """The last few folders; one whose files changed is read anew. Used by one call at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Project] = OrderedDict()

    def of(self, checkout: Checkout, progress: Progress) -> Project:
        """The project of a folder."""
        snapshot = checkout.head
        if not isinstance(snapshot, FolderSnapshot):
            return gather(snapshot, checkout.settings, facts_cache(True), progress).project
        seal = _seal(snapshot, checkout)
        project = self._kept.get(seal)
        if project is None:
            project = gather(snapshot, checkout.settings, facts_cache(True), progress).project
            self._kept[seal] = project
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(seal)
        return project


def _seal(snapshot: FolderSnapshot, checkout: Checkout) -> str:
    """Changes with any file's name, size or time, and with the settings."""
    told: list[object] = [str(snapshot.root), checkout.settings.model_dump_json()]
    for path, entry in snapshot.entries.items():
        told.append((path, entry.size, _changed_at(snapshot.root / entry.handle)))
    return hashlib.blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _changed_at(file: Path) -> int:
    """Nanoseconds; 0 for a file that is gone by now."""
    try:
        return file.lstat().st_mtime_ns
    except OSError:
        return 0

"""Projects as they were read last: an agent asks many questions of the same files."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.cli.target import facts_cache
from headgate.facts.project import Project
from headgate.rules.gather import Progress, gather
from headgate.source.checkout import Checkout
from headgate.source.snapshot import FolderSnapshot

_KEPT = 2
_MOST_ANSWERS = 20


@dataclass(frozen=True)
class _Read:
    """A folder as it was read, and what was answered of it."""

    project: Project
    answers: OrderedDict[str, str] = field(default_factory=OrderedDict)


class Projects:
    """The last few folders; one whose files changed is read anew. Used by one call at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Read] = OrderedDict()

    def of(self, checkout: Checkout, progress: Progress) -> Project:
        """The project of the head."""
        return self._read(checkout, progress).project

    def answer(self, checkout: Checkout, progress: Progress, question: str, make: Callable[[Project], str]) -> str:
        """What `make` makes of the project of the head; for the same `question` of the same files what it made then."""
        read = self._read(checkout, progress)
        if question not in read.answers:
            read.answers[question] = make(read.project)
            while len(read.answers) > _MOST_ANSWERS:
                read.answers.popitem(last=False)
        return read.answers[question]

    def _read(self, checkout: Checkout, progress: Progress) -> _Read:
        seal = _seal(checkout)
        read = self._kept.get(seal)
        if read is None:
            read = _Read(gather(checkout.head, checkout.settings, facts_cache(True), progress).project)
            self._kept[seal] = read
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(seal)
        return read


def _seal(checkout: Checkout) -> str:
    """Changes with any file's name, size or time, and with the settings."""
    snapshot = checkout.head
    if not isinstance(snapshot, FolderSnapshot):
        raise AssertionError("questions are asked of folders")
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

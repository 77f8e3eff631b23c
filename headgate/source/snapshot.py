"""A read-only, bounded view of all files at one moment."""

from __future__ import annotations

import hashlib
import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from typing_extensions import override

from headgate.errors import HeadgateError
from headgate.gap import Gap, GapKind
from headgate.settings import Bounds
from headgate.source import git
from headgate.source.history import Past, past

_SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".mypy_cache", ".ruff_cache",
     "dbt_packages", "dbt_modules", ".terraform", ".idea"}
)  # fmt: skip

ARTIFACTS = ("manifest.json", "catalog.json")
"""Files of dbt's about a whole project; they have a bound of their own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One regular file of a snapshot."""

    path: str
    size: int
    """Bytes."""
    handle: str
    """How the snapshot finds the bytes again: a blob id, a path."""


def digest(data: bytes) -> str:
    """The content hash that facts are cached by."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


class Snapshot(ABC):
    """All regular files at one moment. Symbolic links, submodules and devices are not files."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.gaps: list[Gap] = []
        """What was left out while listing."""

    @abstractmethod
    def _list(self) -> Iterator[Entry]: ...

    @abstractmethod
    def _bytes(self, entry: Entry) -> bytes | None: ...

    @property
    def identity(self) -> str:
        """A text that only snapshots of the same files with the same bytes share; empty where that is not known."""
        return ""

    def past(self, path: str, most: int) -> Past:  # noqa: ARG002
        """The texts that a file had up to this moment, in at most `most` commits; none where no git tells."""
        return Past()

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Path to entry, sorted by path; at most `bounds.max_files`."""
        found: dict[str, Entry] = {}
        left_out = 0
        for entry in self._list():
            if len(found) < self.bounds.max_files:
                found[entry.path] = entry
            else:
                left_out += 1
        if left_out:
            why = f"more than {self.bounds.max_files} files; raise bounds.max_files in headgate.toml"
            self.gaps.append(Gap("", f"{left_out} files", why, GapKind.TOO_MANY))
        return dict(sorted(found.items()))

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(self.entries)

    def __contains__(self, path: str) -> bool:
        return path in self.entries

    def bytes_of(self, path: str) -> bytes | None:
        """The bytes of a file; None where it is not in the snapshot, larger than it may be, or gone by now."""
        entry = self.entries.get(path)
        if entry is None or entry.size > self.most_bytes(path):
            return None
        return self._bytes(entry)

    def most_bytes(self, path: str) -> int:
        """How large the file at `path` may be: what dbt writes of a whole project may be larger than what people do."""
        large = path.rsplit("/", 1)[-1] in ARTIFACTS
        return self.bounds.max_artifact_bytes if large else self.bounds.max_file_bytes

    def text_of(self, path: str) -> str | None:
        """The text of a file, with a byte order mark and carriage returns removed.

        None where it is not in the snapshot, too large, or not UTF-8 text.
        """
        data = self.bytes_of(path)
        if data is None or b"\0" in data:
            return None
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            return None

    def lines_of(self, path: str, start: int, end: int) -> str:
        """Lines `start` to `end` (from 1, inclusive) of a file; empty where there are none."""
        text = self.text_of(path)
        return "\n".join(text.split("\n")[start - 1 : end]) if text is not None else ""


class FolderSnapshot(Snapshot):
    """The files below a folder, as they lie there."""

    def __init__(self, root: Path, bounds: Bounds) -> None:
        super().__init__(bounds)
        self.root = root.resolve()
        if not self.root.is_dir():
            raise HeadgateError(f"{root} is not a folder; name a folder, a git repository or a patch of one.")

    def _list(self) -> Iterator[Entry]:
        for folder, names, files in os.walk(self.root, followlinks=False):
            names[:] = sorted(name for name in names if name not in _SKIPPED_FOLDERS)
            for name in sorted(files):
                full = Path(folder, name)
                try:
                    status = full.lstat()
                except OSError as error:
                    self.gaps.append(Gap(name, "file", error.strerror or "unreadable", GapKind.UNREADABLE))
                    continue
                if stat.S_ISREG(status.st_mode):
                    handle = full.relative_to(self.root).as_posix()
                    # A name that is no UTF-8 would break every report; the handle still finds the file.
                    path = os.fsencode(handle).decode("utf-8", "backslashreplace")
                    yield Entry(path, status.st_size, handle)

    def _bytes(self, entry: Entry) -> bytes | None:
        # O_NOFOLLOW guards the last part, the resolved parent the others, against a swap after listing.
        full = self.root / entry.handle
        if not full.parent.resolve().is_relative_to(self.root):
            return None
        try:
            descriptor = os.open(full, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(self.most_bytes(entry.path) + 1)
        return data if len(data) <= self.most_bytes(entry.path) else None


class GitSnapshot(Snapshot):
    """The files of one commit, read from git's objects without a checkout."""

    def __init__(
        self, repository: Path, ref: str, bounds: Bounds, within: str = "", blobs: git.Blobs | None = None
    ) -> None:
        super().__init__(bounds)
        self.repository = repository
        self.commit = git.commit_of(repository, ref)
        self.within = within
        """Folder of the repository that is the root of the snapshot; empty for all of it."""
        self.blobs = blobs if blobs is not None else git.Blobs(repository)
        """What reads the objects; snapshots of one repository may share it."""

    def _list(self) -> Iterator[Entry]:
        tree = f"{self.commit}:{self.within}" if self.within else self.commit
        for record in git.run(self.repository, "ls-tree", "-r", "-l", "-z", "--full-tree", tree).split(b"\0"):
            if not record:
                continue
            meta, _, raw = record.partition(b"\t")
            mode, _, object_id, size = meta.split()
            path = raw.decode("utf-8", "backslashreplace")
            if not mode.startswith(b"100") or not _clean(path):
                continue
            if not size.isdigit():
                self.gaps.append(Gap(path, "file", "its object is not in this clone", GapKind.UNREADABLE))
                continue
            yield Entry(path, int(size), object_id.decode())

    def _bytes(self, entry: Entry) -> bytes | None:
        return self.blobs.read(entry.handle)

    @property
    @override
    def identity(self) -> str:
        return digest(repr([(entry.path, entry.handle) for entry in self.entries.values()]).encode())

    def past(self, path: str, most: int) -> Past:
        whole = f"{self.within}/{path}" if self.within else path
        return past(self.repository, whole, ref=self.commit, most=most)

    def close(self) -> None:
        """End the git process that reads blobs; a later read starts a new one."""
        self.blobs.close()


class OverlaySnapshot(Snapshot):
    """A snapshot with some files replaced, added or (with None) removed: a patch, or a fix on trial."""

    def __init__(self, under: Snapshot, files: Mapping[str, bytes | None]) -> None:
        super().__init__(under.bounds)
        self.under = under
        self.files = dict(files)

    @classmethod
    def of_nothing(cls, bounds: Bounds) -> OverlaySnapshot:
        """A snapshot without files."""
        return cls(_Empty(bounds), {})

    def _list(self) -> Iterator[Entry]:
        for path, entry in self.under.entries.items():
            if path not in self.files:
                yield entry
        for path, data in self.files.items():
            if data is not None:
                yield Entry(path, len(data), path)

    def past(self, path: str, most: int) -> Past:
        return self.under.past(path, most)

    def _bytes(self, entry: Entry) -> bytes | None:
        data = self.files.get(entry.path)
        return data if data is not None else self.under.bytes_of(entry.path)


class MemorySnapshot(OverlaySnapshot):
    """Files that stand in memory: rule examples, uploads, tests."""

    def __init__(self, files: Mapping[str, str], bounds: Bounds | None = None) -> None:
        super().__init__(_Empty(bounds or Bounds()), {path: text.encode() for path, text in files.items()})


class _Empty(Snapshot):
    def _list(self) -> Iterator[Entry]:
        return iter(())

    def _bytes(self, entry: Entry) -> bytes | None:
        raise AssertionError(f"an empty snapshot lists no {entry.path}")


def _clean(path: str) -> bool:
    parts = path.split("/")
    return not path.startswith("/") and ".." not in parts and not _SKIPPED_FOLDERS.intersection(parts)

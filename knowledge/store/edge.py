"""Qdrant's engine in this process. One process at a time; what was acknowledged survives a kill."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import qdrant_edge as edge

from headgate.errors import HeadgateError
from knowledge.entry import Entry, EntryKind, from_payload
from knowledge.store.edge_vectors import EdgeVectors

_TEXT = "text"
_PATIENCE = 10.0
"""Seconds to wait for another process to let go."""
_PAGE = 500


class EdgeStore:
    """Entries in a Qdrant shard below a folder.

    Raises:
        HeadgateError: the folder cannot be used, is held by another process, or is damaged.
    """

    def __init__(self, folder: Path, patience: float = _PATIENCE) -> None:
        self._folder = folder
        self.trouble = ""
        self._lock = _hold(folder, patience)
        self._bm25 = edge.Bm25()
        try:
            self._shard = _open(folder / "shard")
        except Exception as error:
            self._lock.close()
            raise HeadgateError(
                f"The knowledge store at {folder} is damaged ({_first_line(error)}); move the folder away and "
                "bring back what you exported with `headgate knowledge import`."
            ) from error

    def vectors(self, model: str) -> EdgeVectors:
        """The vectors of a model, in a shard beside this one."""
        return EdgeVectors(self._folder / f"meaning-{model}")

    def put(self, entries: Iterable[Entry]) -> None:
        """See `Store.put`."""
        points = [
            edge.Point(entry.id, {_TEXT: self._bm25.embed_document(entry.text)}, entry.payload()) for entry in entries
        ]
        if points:
            self._write(edge.UpdateOperation.upsert_points(points))

    def search(
        self, text: str, *, limit: int = 5, kind: EntryKind = EntryKind.PATTERN, specialist: str = ""
    ) -> list[tuple[Entry, float]]:
        """See `Store.search`."""
        request = edge.QueryRequest(
            limit=limit,
            query=edge.Query.Nearest(self._bm25.embed_query(text), using=_TEXT),
            filter=_filter(kind=kind, specialist=specialist),
            with_payload=True,
        )
        return [(from_payload(point.payload or {}), point.score) for point in self._shard.query(request)]

    def all(self, kind: EntryKind | None = None, repository: str = "") -> list[Entry]:
        """See `Store.all`."""
        found: list[Entry] = []
        offset = None
        while True:
            request = edge.ScrollRequest(
                offset=offset, limit=_PAGE, filter=_filter(kind=kind, repository=repository), with_payload=True
            )
            records, offset = self._shard.scroll(request)
            found += [from_payload(record.payload or {}) for record in records]
            if offset is None:
                return sorted(found, key=lambda entry: entry.slug)

    def forget(self, slugs: Iterable[str]) -> None:
        """See `Store.forget`."""
        ids: list[int | UUID | str] = [Entry(slug, EntryKind.PATTERN, "", "").id for slug in slugs]
        if ids:
            self._write(edge.UpdateOperation.delete_points(ids))

    def close(self) -> None:
        """See `Store.close`."""
        self._shard.close()
        self._lock.close()

    def _write(self, operation: edge.UpdateOperation) -> None:
        try:
            self._shard.update(operation)
            self._shard.flush()
        except Exception as error:
            raise HeadgateError(
                f"The knowledge store at {self._folder} cannot be written ({_first_line(error)}); is the disk full?"
            ) from error


def _open(folder: Path) -> edge.EdgeShard:
    config = edge.EdgeConfig(sparse_vectors={_TEXT: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)})
    if folder.exists() and any(folder.iterdir()):
        return edge.EdgeShard.load(str(folder), config)
    folder.mkdir(parents=True, exist_ok=True)
    return edge.EdgeShard.create(str(folder), config)


def _hold(folder: Path, patience: float) -> _Lock:
    """An exclusive lock on the folder, told to others with this process's id."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise HeadgateError(f"The knowledge store at {folder} cannot be used: {error.strerror}.") from error
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                holder = os.read(descriptor, 20).decode().strip() or "unknown"
                os.close(descriptor)
                raise HeadgateError(
                    f"The knowledge store at {folder} is in use by process {holder}; wait for it to end, "
                    "or give a Qdrant server with knowledge.url, which many can use at once."
                ) from None
            time.sleep(0.05)
            continue
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        return _Lock(descriptor)


class _Lock:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def close(self) -> None:
        os.close(self._descriptor)


def _filter(kind: EntryKind | None = None, specialist: str = "", repository: str = "") -> edge.Filter | None:
    wanted = {"kind": kind.value if kind else "", "specialist": specialist, "repository": repository}
    conditions: list[edge.FieldCondition] = [
        edge.FieldCondition(key=key, match=edge.MatchValue(value)) for key, value in wanted.items() if value
    ]
    return edge.Filter(must=list(conditions)) if conditions else None


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0][:200]

"""Vectors in Qdrant's engine in this process, in a shard beside the entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import UUID

import qdrant_edge as edge

from headgate.errors import HeadgateError

_NAME = "meaning"
_PAGE = 500


class EdgeVectors:
    """Vectors of one model below a folder; whoever opens it holds the lock of the store."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shard: edge.EdgeShard | None = None
        if folder.exists() and any(folder.iterdir()):
            try:
                self._shard = edge.EdgeShard.load(str(folder))
            except Exception as error:
                raise HeadgateError(
                    f"The vectors at {folder} are damaged; remove the folder, they are made anew."
                ) from error

    def put(self, vectors: Mapping[str, list[float]], digests: Mapping[str, str]) -> None:
        """See `Vectors.put`."""
        if not vectors:
            return
        shard = self._opened(len(next(iter(vectors.values()))))
        points = [edge.Point(name, {_NAME: vector}, {"digest": digests[name]}) for name, vector in vectors.items()]
        try:
            shard.update(edge.UpdateOperation.upsert_points(points))
            shard.flush()
        except Exception as error:
            raise HeadgateError(
                f"The vectors at {self._folder} cannot be written; were they made by a model of another length?"
            ) from error

    def nearest(self, vector: list[float], limit: int) -> list[str]:
        """See `Vectors.nearest`."""
        if self._shard is None or not limit:
            return []
        request = edge.QueryRequest(limit=limit, query=edge.Query.Nearest(vector, using=_NAME))
        try:
            return [str(point.id) for point in self._shard.query(request)]
        except Exception as error:
            raise HeadgateError(f"The vectors at {self._folder} cannot be searched; remove the folder.") from error

    def known(self) -> dict[str, str]:
        """See `Vectors.known`."""
        found: dict[str, str] = {}
        offset = None
        while self._shard is not None:
            records, offset = self._shard.scroll(edge.ScrollRequest(offset=offset, limit=_PAGE, with_payload=True))
            found |= {str(record.id): str((record.payload or {}).get("digest")) for record in records}
            if offset is None:
                break
        return found

    def forget(self, ids: Iterable[str]) -> None:
        """See `Vectors.forget`."""
        listed: list[int | UUID | str] = list(ids)
        if listed and self._shard is not None:
            self._shard.update(edge.UpdateOperation.delete_points(listed))
            self._shard.flush()

    def close(self) -> None:
        """See `Vectors.close`."""
        if self._shard is not None:
            self._shard.close()

    def _opened(self, size: int) -> edge.EdgeShard:
        if self._shard is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            config = edge.EdgeConfig(vectors={_NAME: edge.EdgeVectorParams(size=size, distance=edge.Distance.Cosine)})
            self._shard = edge.EdgeShard.create(str(self._folder), config)
        return self._shard

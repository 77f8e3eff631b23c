"""Vectors in a collection of a Qdrant server, beside that of the entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qdrant_client import QdrantClient, models

from knowledge.store.told import told

_PAGE = 500


class ServerVectors:
    """Vectors of one model in a collection of their own."""

    def __init__(self, client: QdrantClient, collection: str, name: str) -> None:
        self._client = client
        self._collection = collection
        self._name = name
        with told(name):
            self._there = client.collection_exists(collection)

    def put(self, vectors: Mapping[str, list[float]], digests: Mapping[str, str]) -> None:
        """See `Vectors.put`."""
        if not vectors:
            return
        with told(self._name):
            if not self._there:
                size = len(next(iter(vectors.values())))
                config = models.VectorParams(size=size, distance=models.Distance.COSINE)
                self._client.create_collection(self._collection, vectors_config=config)
                self._there = True
            points = [
                models.PointStruct(id=name, vector=vector, payload={"digest": digests[name]})
                for name, vector in vectors.items()
            ]
            self._client.upsert(self._collection, points, wait=True)

    def nearest(self, vector: list[float], limit: int) -> list[str]:
        """See `Vectors.nearest`."""
        if not self._there or not limit:
            return []
        with told(self._name):
            answer = self._client.query_points(self._collection, query=vector, limit=limit)
        return [str(point.id) for point in answer.points]

    def known(self) -> dict[str, str]:
        """See `Vectors.known`."""
        found: dict[str, str] = {}
        offset = None
        while self._there:
            with told(self._name):
                records, offset = self._client.scroll(self._collection, limit=_PAGE, offset=offset, with_payload=True)
            found |= {str(record.id): str((record.payload or {}).get("digest")) for record in records}
            if offset is None:
                break
        return found

    def forget(self, ids: Iterable[str]) -> None:
        """See `Vectors.forget`."""
        listed: list[int | str] = list(ids)
        if listed and self._there:
            with told(self._name):
                self._client.delete(self._collection, models.PointIdsList(points=list(listed)), wait=True)

    def close(self) -> None:
        """See `Vectors.close`; the client is the store's."""

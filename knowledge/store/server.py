"""A Qdrant server or cluster, through qdrant-client."""

from __future__ import annotations

import os
from collections.abc import Iterable

import qdrant_edge as edge
from qdrant_client import QdrantClient, models

from knowledge.entry import Entry, EntryKind, from_payload
from knowledge.store.server_vectors import ServerVectors
from knowledge.store.told import told

_TEXT = "text"
_TIMEOUT = 10
"""Seconds a call."""
_PAGE = 500


class ServerStore:
    """Entries in a collection of a Qdrant server, which many processes may use at once.

    BM25 vectors are made here by the engine's own embedder, so that a server without inference will do.
    """

    def __init__(self, client: QdrantClient, collection: str, name: str) -> None:
        self._client = client
        self._collection = collection
        self._name = name
        self.trouble = ""
        self._bm25 = edge.Bm25()
        with told(name):
            if not client.collection_exists(collection):
                sparse = {_TEXT: models.SparseVectorParams(modifier=models.Modifier.IDF)}
                client.create_collection(collection, vectors_config={}, sparse_vectors_config=sparse)

    @classmethod
    def at(cls, url: str, collection: str) -> ServerStore:
        """The store at `url`; a key comes from the variable QDRANT_API_KEY.

        Raises:
            HeadgateError: the server does not answer.
        """
        key = os.environ.get("QDRANT_API_KEY") or None
        with told(url):
            client = QdrantClient(url=url, api_key=key, timeout=_TIMEOUT, check_compatibility=False)
        return cls(client, collection, url)

    def vectors(self, model: str) -> ServerVectors:
        """The vectors of a model, in a collection beside this one."""
        return ServerVectors(self._client, f"{self._collection}-{model}", self._name)

    def put(self, entries: Iterable[Entry]) -> None:
        """See `Store.put`."""
        points = [
            models.PointStruct(id=entry.id, vector={_TEXT: self._document(entry.text)}, payload=entry.payload())
            for entry in entries
        ]
        if points:
            with told(self._name):
                self._client.upsert(self._collection, points, wait=True)

    def search(
        self, text: str, *, limit: int = 5, kind: EntryKind = EntryKind.PATTERN, specialist: str = ""
    ) -> list[tuple[Entry, float]]:
        """See `Store.search`."""
        query = self._bm25.embed_query(text)
        with told(self._name):
            answer = self._client.query_points(
                self._collection,
                query=models.SparseVector(indices=query.indices, values=query.values),
                using=_TEXT,
                query_filter=_filter(kind=kind, specialist=specialist),
                limit=limit,
                with_payload=True,
            )
        return [(from_payload(point.payload or {}), point.score) for point in answer.points]

    def all(self, kind: EntryKind | None = None, repository: str = "") -> list[Entry]:
        """See `Store.all`."""
        found: list[Entry] = []
        offset = None
        while True:
            with told(self._name):
                records, offset = self._client.scroll(
                    self._collection,
                    scroll_filter=_filter(kind=kind, repository=repository),
                    limit=_PAGE,
                    offset=offset,
                    with_payload=True,
                )
            found += [from_payload(record.payload or {}) for record in records]
            if offset is None:
                return sorted(found, key=lambda entry: entry.slug)

    def forget(self, slugs: Iterable[str]) -> None:
        """See `Store.forget`."""
        ids: list[int | str] = [Entry(slug, EntryKind.PATTERN, "", "").id for slug in slugs]
        if ids:
            with told(self._name):
                self._client.delete(self._collection, models.PointIdsList(points=list(ids)), wait=True)

    def close(self) -> None:
        """See `Store.close`."""
        self._client.close()

    def _document(self, text: str) -> models.SparseVector:
        vector = self._bm25.embed_document(text)
        return models.SparseVector(indices=vector.indices, values=vector.values)


def _filter(kind: EntryKind | None = None, specialist: str = "", repository: str = "") -> models.Filter | None:
    wanted = {"kind": kind.value if kind else "", "specialist": specialist, "repository": repository}
    conditions: list[models.Condition] = [
        models.FieldCondition(key=key, match=models.MatchValue(value=value)) for key, value in wanted.items() if value
    ]
    return models.Filter(must=conditions) if conditions else None

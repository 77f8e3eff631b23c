"""Search by meaning beside search by words: vectors of a configured model, both rankings fused.

Source: Cormack, Clarke, Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual rank learning methods"
(SIGIR 2009), whose constant of 60 is used.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from headgate.errors import HeadgateError
from knowledge.entry import Entry, EntryKind

if TYPE_CHECKING:
    from knowledge.store import Store

_RRF = 60
_DEPTH = 4
"""Places of each ranking that are fused, for each place of the answer."""
_BATCH = 64
"""Texts in one request to the model."""


class Embedder(Protocol):
    """A model that makes vectors of texts."""

    @property
    def name(self) -> str:
        """Vectors of one name can be held against each other."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text, all of one length.

        Raises:
            HeadgateError: the model does not answer.
        """


class Vectors(Protocol):
    """Where vectors are kept, by the id of the entry."""

    def put(self, vectors: Mapping[str, list[float]], digests: Mapping[str, str]) -> None:
        """Add vectors, with the digest of the text that each was made of."""

    def nearest(self, vector: list[float], limit: int) -> list[str]:
        """Ids of the nearest by cosine, nearest first."""

    def known(self) -> dict[str, str]:
        """Digest by id."""

    def forget(self, ids: Iterable[str]) -> None:
        """Remove vectors."""

    def close(self) -> None:
        """Let go of them."""


class HybridStore:
    """A store whose search fuses BM25 with nearness in meaning; by BM25 alone where the model does not answer."""

    def __init__(self, inner: Store, vectors: Vectors, embedder: Embedder) -> None:
        self._inner = inner
        self._vectors = vectors
        self._embedder = embedder
        self.trouble = ""
        self._embed(inner.all())

    def put(self, entries: Iterable[Entry]) -> None:
        """See `Store.put`."""
        given = list(entries)
        self._inner.put(given)
        self._embed(given)

    def search(
        self, text: str, *, limit: int = 5, kind: EntryKind = EntryKind.PATTERN, specialist: str = ""
    ) -> list[tuple[Entry, float]]:
        """See `Store.search`; the score is a hundred times that of reciprocal rank fusion."""
        by_words = self._inner.search(text, limit=limit * _DEPTH, kind=kind, specialist=specialist)
        try:
            (vector,) = self._embedder.embed([text])
        except HeadgateError as error:
            self.trouble = f"{error} Knowledge was searched by words alone."
            return by_words[:limit]
        entries = {
            entry.id: entry for entry in self._inner.all(kind) if not specialist or entry.specialist == specialist
        }
        near = [found for found in self._vectors.nearest(vector, len(self._vectors.known())) if found in entries]
        scores: defaultdict[str, float] = defaultdict(float)
        for ranking in ([entry.id for entry, _ in by_words], near[: limit * _DEPTH]):
            for place, found in enumerate(ranking, start=1):
                scores[found] += 100 / (_RRF + place)
        best = sorted(scores, key=lambda found: (-scores[found], entries[found].slug))[:limit]
        return [(entries[found], scores[found]) for found in best]

    def all(self, kind: EntryKind | None = None, repository: str = "") -> list[Entry]:
        """See `Store.all`."""
        return self._inner.all(kind, repository)

    def forget(self, slugs: Iterable[str]) -> None:
        """See `Store.forget`."""
        names = list(slugs)
        self._inner.forget(names)
        self._vectors.forget(Entry(slug, EntryKind.PATTERN, "", "").id for slug in names)

    def close(self) -> None:
        """See `Store.close`."""
        self._vectors.close()
        self._inner.close()

    def _embed(self, entries: Iterable[Entry]) -> None:
        """Make the vectors that are missing, or whose text is another one by now."""
        known = self._vectors.known()
        missing = [entry for entry in entries if known.get(entry.id) != _digest(entry)]
        for start in range(0, len(missing), _BATCH):
            some = missing[start : start + _BATCH]
            try:
                made = self._embedder.embed([entry.text for entry in some])
            except HeadgateError as error:
                self.trouble = f"{error} What has no vector yet is found by words alone."
                return
            vectors = {entry.id: vector for entry, vector in zip(some, made, strict=True)}
            self._vectors.put(vectors, {entry.id: _digest(entry) for entry in some})


def _digest(entry: Entry) -> str:
    return hashlib.blake2b(entry.text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

"""Where entries are kept: in Qdrant, in this process or on a server. Nothing else imports Qdrant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import platformdirs

from headgate.settings import Knowledge
from knowledge.entry import Entry, EntryKind
from knowledge.store.dense import Embedder, HybridStore, Vectors

_NO_NAME = re.compile(r"[^A-Za-z0-9]+")


class Store(Protocol):
    """What both kinds of store can do. Each call is durable when it returns."""

    trouble: str
    """One sentence on what is not as it should be; empty while all is well."""

    def put(self, entries: Iterable[Entry]) -> None:
        """Add entries; one with a known slug takes the place of the old one."""

    def search(
        self, text: str, *, limit: int = 5, kind: EntryKind = EntryKind.PATTERN, specialist: str = ""
    ) -> list[tuple[Entry, float]]:
        """Entries that `text` calls up by BM25, best first, with their scores."""

    def all(self, kind: EntryKind | None = None, repository: str = "") -> list[Entry]:
        """Every entry of a kind and a repository, by slug."""

    def forget(self, slugs: Iterable[str]) -> None:
        """Remove entries; unknown slugs are passed over."""

    def close(self) -> None:
        """Let go of the store; it cannot be used afterwards."""


def open_store(settings: Knowledge, embedder: Embedder | None = None) -> Store:
    """The store that the settings name, with the shipped patterns in it.

    With an `embedder` it is searched by meaning too; see `knowledge.store.dense`.

    Raises:
        HeadgateError: it is in use by another process, damaged, or the server does not answer.
    """
    if settings.url:
        from knowledge.store.server import ServerStore  # noqa: PLC0415 - qdrant-client costs two seconds to import

        return _with_meaning(ServerStore.at(settings.url, settings.collection), embedder)
    from knowledge.store.edge import EdgeStore  # noqa: PLC0415 - only who remembers pays for it

    return _with_meaning(EdgeStore(Path(settings.path) if settings.path else default_path()), embedder)


class _Kept(Store, Protocol):
    """A store that has a place for vectors."""

    def vectors(self, model: str) -> Vectors:
        """The vectors of a model, by a name that a folder may have."""


def _with_meaning(store: _Kept, embedder: Embedder | None) -> Store:
    seeded = _seeded(store)
    if embedder is None:
        return seeded
    return HybridStore(seeded, store.vectors(_NO_NAME.sub("-", embedder.name).strip("-")), embedder)


def default_path() -> Path:
    """Where this user's knowledge lies."""
    return Path(platformdirs.user_data_dir("headgate")) / "knowledge"


def _seeded(store: Store) -> Store:
    """`store` with the patterns of this version; those of older versions that are no longer shipped go."""
    from knowledge.library import shipped  # noqa: PLC0415 - the library reads its files on import

    wanted = {entry.slug: entry for entry in shipped()}
    kept = {entry.slug: entry for entry in store.all(EntryKind.PATTERN) if entry.origin == "shipped"}
    store.put(entry for slug, entry in wanted.items() if kept.get(slug) != entry)
    store.forget(slug for slug in kept if slug not in wanted)
    return store

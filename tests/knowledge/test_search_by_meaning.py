"""Both rankings fused, in both stores. The vectors are counted letters: machinery, no measure of any model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from headgate.errors import HeadgateError
from knowledge.entry import Entry, EntryKind
from knowledge.store.dense import HybridStore
from knowledge.store.edge import EdgeStore
from knowledge.store.server import ServerStore

LIKE = {"tardy": "late", "parcel": "package"}
"""Words that mean the same to the stand-in for a model."""


class Letters:
    """Counts words by their meaning, hashed to 64 places."""

    name = "letters"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.down = False

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if self.down:
            raise HeadgateError("The embedding model letters did not answer.")
        self.asked += texts
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        made = [0.001] * 64
        for word in text.lower().split():
            made[sum(map(ord, LIKE.get(word, word))) % 64] += 1
        return made


def pattern(slug: str, title: str, specialist: str = "spark") -> Entry:
    return Entry(slug, EntryKind.PATTERN, title, specialist)


LATE = pattern("late", "late package")
BIG = pattern("big", "huge broadcast")
OTHER = pattern("other", "late package", "quality")

Opened = Callable[[Letters], HybridStore]


@pytest.fixture(params=["edge", "server"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    made: list[HybridStore] = []
    client = QdrantClient(":memory:")

    def start(letters: Letters) -> HybridStore:
        for store in made:
            store.close()
        made.clear()
        if request.param == "edge":
            edge = EdgeStore(tmp_path)
            made.append(HybridStore(edge, edge.vectors("letters"), letters))
        else:
            server = ServerStore(client, "t", "memory")
            server.close = lambda: None  # type: ignore[method-assign]
            made.append(HybridStore(server, server.vectors("letters"), letters))
        return made[0]

    yield start
    for store in made:
        store.close()


def test_what_shares_no_word_is_found_by_meaning(opened: Opened) -> None:
    store = opened(Letters())
    store.put([LATE, BIG])
    assert [entry.slug for entry, _ in store.search("tardy parcel", limit=1)] == ["late"]


def test_kinds_and_specialists_are_kept_apart(opened: Opened) -> None:
    store = opened(Letters())
    store.put([LATE, BIG, OTHER, replace(LATE, slug="d", kind=EntryKind.DISMISSED)])
    assert {entry.slug for entry, _ in store.search("tardy", specialist="quality")} == {"other"}
    assert {entry.slug for entry, _ in store.search("tardy", kind=EntryKind.DISMISSED)} == {"d"}


def test_only_what_changed_is_sent_to_the_model_again(opened: Opened) -> None:
    letters = Letters()
    opened(letters).put([LATE, BIG])
    again = Letters()
    store = opened(again)
    assert again.asked == []
    store.put([LATE, replace(BIG, title="small broadcast")])
    assert len(again.asked) == 1


def test_without_an_answer_it_is_searched_by_words_and_said_so(opened: Opened) -> None:
    letters = Letters()
    store = opened(letters)
    letters.down = True
    store.put([LATE, BIG])
    assert [entry.slug for entry, _ in store.search("broadcast")] == ["big"]
    assert "by words alone" in store.trouble


def test_what_had_no_vector_gets_one_at_the_next_start(opened: Opened) -> None:
    letters = Letters()
    letters.down = True
    opened(letters).put([LATE])
    store = opened(Letters())
    assert [entry.slug for entry, _ in store.search("tardy parcel")] == ["late"]
    assert store.trouble == ""


def test_what_is_forgotten_is_found_no_more(opened: Opened) -> None:
    store = opened(Letters())
    store.put([LATE, BIG])
    store.forget(["late"])
    assert [entry.slug for entry, _ in store.search("tardy parcel")] == ["big"]

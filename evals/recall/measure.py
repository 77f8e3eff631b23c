"""Recall of the shipped patterns, over queries whose answers are known."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from headgate.errors import HeadgateError
from headgate.settings import Knowledge
from knowledge.library import shipped
from knowledge.store import Store, open_store
from knowledge.store.dense import Embedder

QUERIES = Path(__file__).parent / "queries.toml"
AT = 5


@dataclass(frozen=True, slots=True)
class Query:
    """One question."""

    asks: str
    wants: tuple[str, ...]
    """Patterns each of which answers it."""
    held: bool = False
    """Not looked at while the search is tuned."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the search gave."""

    query: Query
    found: tuple[str, ...]

    @property
    def rank(self) -> int:
        """Of the first right pattern, from 1; 0 where none is among the found."""
        return next((place for place, slug in enumerate(self.found, 1) if slug in self.query.wants), 0)


def load(path: Path = QUERIES) -> tuple[Query, ...]:
    """The labelled queries.

    Raises:
        ValueError: one wants a pattern that is not shipped.
    """
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["query"]
    queries = tuple(Query(one["asks"], tuple(one["wants"]), one.get("held", False)) for one in listed)
    known = {entry.slug for entry in shipped()}
    unknown = sorted({slug for query in queries for slug in query.wants} - known)
    if unknown:
        raise ValueError(f"no pattern is called {', '.join(unknown)}")
    return queries


def answers(queries: Iterable[Query], store: Store, at: int = AT) -> tuple[Answer, ...]:
    """The first `at` patterns for each query."""
    return tuple(
        Answer(query, tuple(entry.slug for entry, _ in store.search(query.asks, limit=at))) for query in queries
    )


def recall_at(found: Iterable[Answer], at: int = AT) -> float:
    """The share of queries with a right pattern among the first `at`."""
    ranks = [answer.rank for answer in found]
    return sum(0 < rank <= at for rank in ranks) / len(ranks) if ranks else 0.0


def mean_reciprocal_rank(found: Iterable[Answer]) -> float:
    """The mean of one over the rank of the first right pattern."""
    ranks = [answer.rank for answer in found]
    return sum(1 / rank for rank in ranks if rank) / len(ranks) if ranks else 0.0


def measure(queries: Iterable[Query], embedder: Embedder | None = None) -> tuple[Answer, ...]:
    """Answers from a store of its own that holds the shipped patterns alone.

    Raises:
        HeadgateError: the embedding model did not answer.
    """
    with (
        tempfile.TemporaryDirectory(prefix="headgate-recall-") as folder,
        closing(open_store(Knowledge(path=folder), embedder)) as store,
    ):
        found = answers(queries, store)
        if store.trouble:
            raise HeadgateError(store.trouble)
        return found

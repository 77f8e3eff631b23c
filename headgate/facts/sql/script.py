"""Statements of one text in order: what an earlier one makes, a later one reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headgate.dataset import DatasetId
from headgate.facts.sql.model import Statement
from headgate.facts.sql.relation import Catalogue, Known
from headgate.facts.sql.resolve import Resolved, resolve


class Overlay:
    """A catalogue with what was learnt on the way laid over it."""

    def __init__(self, below: Catalogue | None = None) -> None:
        self._below = below
        self._learnt: dict[DatasetId, Known | None] = {}

    def known(self, dataset: DatasetId) -> Known | None:
        """What was learnt of `dataset`, else what the catalogue below knows."""
        if dataset in self._learnt:
            return self._learnt[dataset]
        return self._below.known(dataset) if self._below is not None else None

    def learn(self, dataset: DatasetId, known: Known | None) -> None:
        """Take `known` as what holds from now on; None forgets."""
        self._learnt[dataset] = known


def in_order(statements: Iterable[Statement], catalogue: Catalogue | None = None) -> Iterator[Resolved]:
    """Each statement resolved against the catalogue as the statements before it leave it."""
    session = Overlay(catalogue)
    for statement in statements:
        resolved = resolve(statement, session)
        yield resolved
        learn(statement, resolved, session)


def learn(statement: Statement, resolved: Resolved, catalogue: Overlay) -> None:
    """What `statement` leaves behind."""
    target = statement.target
    if target is None:
        return
    if statement.kind == "drop":
        catalogue.learn(target, None)
    elif statement.kind == "swap" and statement.copies is not None:
        here, there = catalogue.known(target), catalogue.known(statement.copies)
        catalogue.learn(target, there)
        catalogue.learn(statement.copies, here)
    elif statement.declares is not None and statement.declares.columns:
        declared = statement.declares
        catalogue.learn(target, Known(tuple(c.name.lower() for c in declared.columns), declared.complete))
    elif makes_target(statement):
        catalogue.learn(target, Known(tuple(made.name for made in resolved.columns), resolved.complete))


def makes_target(statement: Statement) -> bool:
    """Whether the statement decides which columns its target has, as CREATE TABLE AS does and INSERT does not."""
    if statement.kind in ("select", "create-table", "create-view", "cache", "rename"):
        # A SELECT with a target is a model of dbt.
        return statement.query is not None or statement.copies is not None
    return False

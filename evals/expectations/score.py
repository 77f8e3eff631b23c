"""One suite, suggested from one sample: tried on clean batches that it has not seen, and on batches with a fault."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.expectations.domains import DOMAINS, Batch
from evals.expectations.mutations import mutations
from headgate.suites.candidates.freshness import newest
from headgate.suites.rule import Rule, State
from headgate.suites.run import Task, tried_out
from headgate.suites.sample.door import opened
from headgate.suites.sample.given import given_at
from headgate.suites.sample.profile import cut_in_parts, profiled
from headgate.suites.suite import suggestion_of
from headgate.suites.trial import Trial

CLEAN_BATCHES = 3
_APART = 1_000


@dataclass(frozen=True)
class Score:
    """What one suite did."""

    domain: str
    seed: int
    rules: int
    asked: int
    """Rules times clean batches."""
    passed: int
    failed: tuple[str, ...]
    mutations: tuple[tuple[str, str, str], ...]
    """Kind, dimension and text of each fault."""
    caught: frozenset[int]


def scored(domain: str, seed: int) -> Score:
    """Suggest from one batch; ask of others."""
    make = DOMAINS[domain]
    rules = _suggested(make(random.Random(seed)))
    failed: list[str] = []
    batches = [make(random.Random(seed * _APART + number)) for number in range(CLEAN_BATCHES)]
    for batch in batches:
        now = _now(batch)
        failed += [f"{rule.dataset}: {rule.check}" for rule in _broken(rules, batch, now)]
    faults = list(mutations(domain, batches[0], random.Random(seed)))
    now = _now(batches[0])
    caught = frozenset(
        number for number, fault in enumerate(faults) if any(True for _ in _broken(rules, fault.batch, now))
    )
    asked = len(rules) * len(batches)
    told = tuple((fault.kind, fault.dimension, fault.text) for fault in faults)
    return Score(domain, seed, len(rules), asked, asked - len(failed), tuple(failed), told, caught)


def _suggested(batch: Batch) -> list[Rule]:
    with tempfile.TemporaryDirectory() as folder:
        outcome = tried_out(Task(given_at(_written(batch, Path(folder)))[0], {}, {}))
    found = suggestion_of(outcome, {})
    return [one.rule for one in found.rules if one.state is State.OFFERED]


def _broken(rules: Sequence[Rule], batch: Batch, now: str) -> Iterable[Rule]:
    with tempfile.TemporaryDirectory() as folder:
        database = opened(given_at(_written(batch, Path(folder)))[0])
    trial = Trial(database, now)
    return [rule for rule in rules if trial.broken(rule) > 0]


def _now(batch: Batch) -> str:
    """The moment at which a batch is looked at: that of the clean one, whatever is done to it later."""
    with tempfile.TemporaryDirectory() as folder:
        database = opened(given_at(_written(batch, Path(folder)))[0])
    return newest(profiled(database, cut_in_parts(database)).whole)


def _written(batch: Batch, folder: Path) -> Path:
    for name, rows in batch.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder

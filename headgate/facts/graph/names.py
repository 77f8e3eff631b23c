"""Which names mean the same dataset: `orders`, `shop.orders` and `prod.shop.orders` where only one can be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from headgate.dataset import WAREHOUSE, Dataset, DatasetId, DatasetKind, table
from headgate.facts.reading import FileFacts

TEMPORARY = "temporary"
"""Namespace of tables that live in one session; their names begin with their file."""

_OWN_NAMES = (DatasetKind.MODEL, DatasetKind.SEED, DatasetKind.SNAPSHOT, DatasetKind.EXPOSURE)
"""dbt names these without a schema, so a table of that name in some schema need not be the same."""


class Names:
    """Canonical identities over all files."""

    def __init__(self, files: Mapping[str, FileFacts], aliases: Mapping[str, str]) -> None:
        self._temporary = {path: _temporary(facts) for path, facts in files.items()}
        self._aliases = {table(name): table(meant) for name, meant in aliases.items()}
        declared: defaultdict[DatasetId, set[DatasetKind]] = defaultdict(set)
        for facts in files.values():
            for dataset in declared_in(facts):
                if dataset.id not in self._temporary[facts.path]:
                    declared[dataset.id].add(dataset.kind)
        named = {self._aliases.get(one, one) for path, facts in files.items() for one in self._spoken_of(path, facts)}
        self._meant = dict(_matched(named | set(declared), declared))

    def canonical(self, path: str, dataset: DatasetId) -> DatasetId:
        """The identity of what the file at `path` calls `dataset`."""
        if dataset in self._temporary.get(path, ()):
            return DatasetId(TEMPORARY, f"{path}#{dataset.name}")
        dataset = self._aliases.get(dataset, dataset)
        return self._meant.get(dataset, (dataset, ""))[0]

    def also_named(self) -> Mapping[DatasetId, tuple[tuple[DatasetId, str], ...]]:
        """Other spellings by canonical identity, each with the reason."""
        found: defaultdict[DatasetId, list[tuple[DatasetId, str]]] = defaultdict(list)
        for name, (meant, reason) in sorted(self._meant.items()):
            found[meant].append((name, reason))
        for name, meant in sorted(self._aliases.items()):
            found[self._meant.get(meant, (meant, ""))[0]].append((name, "headgate.toml says so under `aliases`"))
        return {meant: tuple(names) for meant, names in found.items()}

    def _spoken_of(self, path: str, facts: FileFacts) -> Iterator[DatasetId]:
        temporary = self._temporary[path]
        return (one for one in spoken_of(facts) if one not in temporary)


def declared_in(facts: FileFacts) -> Iterable[Dataset]:
    """Every declaration of a file, those of its statements included, each once."""
    own = [one.declares for one in facts.statements if one.declares is not None]
    return dict.fromkeys((*facts.datasets, *own))


def spoken_of(facts: FileFacts) -> Iterator[DatasetId]:
    """All identities that a file names, in no particular order."""
    for statement in facts.statements:
        for use in (*statement.reads, *statement.writes):
            yield use.dataset
        yield from (one for one in (statement.target, statement.copies) if one is not None)
    for job in facts.jobs:
        for use in (*job.reads, *job.writes):
            yield use.dataset
        for edge in job.edges:
            yield edge.source.dataset
            yield edge.target.dataset
    for dataset in facts.datasets:
        yield dataset.id


def _temporary(facts: FileFacts) -> frozenset[DatasetId]:
    return frozenset(one.target for one in facts.statements if one.temporary and one.target is not None)


def _matched(
    named: Iterable[DatasetId], declared: Mapping[DatasetId, set[DatasetKind]]
) -> Iterator[tuple[DatasetId, tuple[DatasetId, str]]]:
    """Names that are held to mean another one, with that one and the reason."""
    by_last: defaultdict[str, list[DatasetId]] = defaultdict(list)
    for one in named:
        if one.namespace == WAREHOUSE:
            by_last[one.name.rsplit(".", 1)[-1]].append(one)
    for last, alike in by_last.items():
        if len(alike) < 2:
            continue
        for one in alike:
            others = [other for other in alike if other != one and _suffix(one.name, other.name)]
            meant = _meant(one, others, declared)
            if meant is not None:
                yield one, (meant, f"the only dataset called `{last}` that `{one.name}` can mean")


def _meant(one: DatasetId, others: list[DatasetId], declared: Mapping[DatasetId, set[DatasetKind]]) -> DatasetId | None:
    if one in declared and (declared[one] & set(_OWN_NAMES)):
        return None
    told = [other for other in others if other in declared]
    if one in declared:
        # Two declarations of one table: the longer spelling stands for both.
        same = [other for other in told if not declared[other] & set(_OWN_NAMES)]
        longer = [other for other in same if len(other.name) > len(one.name)]
        return longer[0] if len(longer) == 1 and len(told) == 1 else None
    if told:
        return told[0] if len(told) == 1 else None
    longer = [other for other in others if len(other.name) > len(one.name)]
    longest = [o for o in longer if not any(p != o and p.name.endswith("." + o.name) for p in longer)]
    return longest[0] if len(longest) == 1 else None


def _suffix(one: str, other: str) -> bool:
    return one.endswith("." + other) or other.endswith("." + one)

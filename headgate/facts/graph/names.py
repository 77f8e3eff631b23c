"""Which names mean the same dataset, and why: `orders`, `shop.orders` and `prod.shop.orders` where only one can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from headgate.dataset import DatasetId, DatasetKind, identity
from headgate.facts.dbt.jinja.unknown import MARKER
from headgate.facts.graph.matching import matched
from headgate.facts.graph.partitions import partitions
from headgate.facts.graph.platforms import placed
from headgate.facts.graph.spoken import declared_in, places_of
from headgate.facts.reading import FileFacts
from headgate.gap import Gap, GapKind
from headgate.location import Location

TEMPORARY = "temporary"
"""Namespace of tables that live in one session; their names begin with their file."""
_MAKING = ("create-table", "create-view")
_STEPS = 6
"""An alias for a path that is a partition of what a LOCATION names, and so on; more is a circle."""


class Names:
    """Canonical identities over all files."""

    def __init__(self, files: Mapping[str, FileFacts], aliases: Mapping[str, str]) -> None:
        self.gaps: list[Gap] = []
        """Names that could mean several datasets."""
        self._temporary = {path: _temporary(facts) for path, facts in files.items()}
        self._places = places_of(files, self._temporary)
        self._steps: dict[DatasetId, tuple[DatasetId, str]] = {}
        self._take_aliases(aliases)
        self._take_stated(files)
        self._take_partitions()
        self._take_platforms(files)
        self._take_matches(files)
        self._flat = {one: self._followed(one) for one in self._steps}

    def canonical(self, path: str, dataset: DatasetId) -> DatasetId:
        """The identity of what the file at `path` calls `dataset`."""
        if dataset in self._temporary.get(path, ()):
            return DatasetId(TEMPORARY, f"{path}#{dataset.name}")
        return self._flat.get(dataset, dataset)

    def also_named(self) -> Mapping[DatasetId, tuple[tuple[DatasetId, str], ...]]:
        """Other spellings by canonical identity, each with the reason and where it is so called."""
        found: defaultdict[DatasetId, list[tuple[DatasetId, str]]] = defaultdict(list)
        for name, (_, reason) in sorted(self._steps.items()):
            place = self._places.get(name)
            where = f"; so called at {place.path}:{place.start_line}" if place is not None else ""
            found[self._flat[name]].append((name, reason + where))
        return {meant: tuple(names) for meant, names in found.items()}

    def _followed(self, one: DatasetId) -> DatasetId:
        for _ in range(_STEPS):
            step = self._steps.get(one)
            if step is None:
                break
            one = step[0]
        return one

    def _spoken(self) -> set[DatasetId]:
        """What is spoken of, in the names that hold so far."""
        return {self._followed(one) for one in self._places}

    def _take_aliases(self, aliases: Mapping[str, str]) -> None:
        for name, meant in aliases.items():
            one, other = identity(name), identity(meant)
            if one != other:
                self._steps[one] = (other, "headgate.toml says so under `aliases`")

    def _take_stated(self, files: Mapping[str, FileFacts]) -> None:
        """What declarations say of themselves: the LOCATION of a table, the stream over a topic."""
        claims: defaultdict[DatasetId, dict[DatasetId, Location]] = defaultdict(dict)
        for path, facts in files.items():
            for dataset in declared_in(facts):
                for other in dataset.also if dataset.id not in self._temporary[path] else ():
                    claims[other].setdefault(self._followed(dataset.id), dataset.location)
        for other, claimed in sorted(claims.items()):
            if len(claimed) > 1:
                self._tell(other, tuple(sorted(claimed)), next(iter(claimed.values())))
            elif other not in claimed and other not in self._steps:
                ((meant, place),) = claimed.items()
                self._steps[other] = (meant, f"{place.path}:{place.start_line} declares the one as the other")

    def _take_partitions(self) -> None:
        for one, step in partitions({*self._places, *self._steps}):
            if one not in self._steps:
                self._steps[one] = step

    def _take_platforms(self, files: Mapping[str, FileFacts]) -> None:
        dialects: defaultdict[DatasetId, set[str]] = defaultdict(set)
        for facts in files.values():
            for statement in facts.statements:
                for use in (*statement.reads, *statement.writes) if statement.dialect else ():
                    dialects[use.dataset].add(statement.dialect)
        told = {one: frozenset(found) for one, found in dialects.items()}
        for one, place in placed(self._spoken(), told):
            if place.rivals:
                at = self._places.get(one)
                why = f"it could also be {_listed(place.rivals)}: {place.why}; they are kept apart"
                self.gaps.append(Gap(at.path if at else "", f"dataset {one}", why, GapKind.AMBIGUOUS))
            else:
                self._steps[one] = (place.table, place.why)

    def _take_matches(self, files: Mapping[str, FileFacts]) -> None:
        declared: defaultdict[DatasetId, set[DatasetKind]] = defaultdict(set)
        for facts in files.values():
            for dataset in declared_in(facts):
                if dataset.id not in self._temporary[facts.path]:
                    declared[self._steps.get(dataset.id, (dataset.id, ""))[0]].add(dataset.kind)
            for one in facts.statements:
                # A table made from a query stands for itself as much as one whose columns are declared.
                if one.kind in _MAKING and one.target is not None and not one.undoes and not one.temporary:
                    declared[self._steps.get(one.target, (one.target, ""))[0]].add(DatasetKind.TABLE)
        for name, meant in matched(self._spoken() | set(declared), declared):
            if len(meant) > 1:
                self._tell(name, meant, self._places.get(name))
            elif name not in self._steps:
                last = name.name.rsplit(".", 1)[-1]
                self._steps[name] = (meant[0], f"the only dataset called `{last}` that `{name.name}` can mean")

    def _tell(self, one: DatasetId, meant: tuple[DatasetId, ...], place: Location | None) -> None:
        if MARKER in one.name:
            return  # what a template leaves open is told as such
        why = f"it could mean {_listed(meant)}; they are kept apart"
        self.gaps.append(Gap(place.path if place else "", f"name `{one}`", why, GapKind.AMBIGUOUS))


def _temporary(facts: FileFacts) -> frozenset[DatasetId]:
    return frozenset(one.target for one in facts.statements if one.temporary and one.target is not None)


def _listed(datasets: tuple[DatasetId, ...]) -> str:
    more = len(datasets) - 3
    return ", ".join(str(one) for one in datasets[:3]) + (f" and {more} more" if more > 0 else "")

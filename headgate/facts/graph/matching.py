"""Names of warehouse tables that are held to mean another one: `orders` for `shop.orders`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from headgate.dataset import WAREHOUSE, DatasetId, DatasetKind

_OWN_NAMES = (DatasetKind.MODEL, DatasetKind.SEED, DatasetKind.SNAPSHOT, DatasetKind.EXPOSURE)
"""dbt names these without a schema, so a table of that name in some schema need not be the same."""

Declared = Mapping[DatasetId, set[DatasetKind]]


def matched(named: Iterable[DatasetId], declared: Declared) -> Iterator[tuple[DatasetId, tuple[DatasetId, ...]]]:
    """Names with what they can mean: one dataset, which is then meant, or several, of which none is."""
    by_last: defaultdict[str, list[DatasetId]] = defaultdict(list)
    for one in named:
        if one.namespace == WAREHOUSE:
            by_last[one.name.rsplit(".", 1)[-1]].append(one)
    for alike in by_last.values():
        if len(alike) < 2:
            continue
        for one in alike:
            others = [other for other in alike if other != one and is_suffix(one.name, other.name)]
            meant = _meant(one, others, declared)
            if meant and not _has_rival(one, meant, alike, declared):
                yield one, meant


def _meant(one: DatasetId, others: list[DatasetId], declared: Declared) -> tuple[DatasetId, ...]:
    if one in declared and (declared[one] & set(_OWN_NAMES)):
        return ()
    told = [other for other in others if other in declared]
    if one in declared:
        # Two declarations of one table: the longer spelling stands for both.
        same = [other for other in told if not declared[other] & set(_OWN_NAMES)]
        longer = [other for other in same if len(other.name) > len(one.name)]
        return (longer[0],) if len(longer) == 1 and len(told) == 1 else ()
    if told:
        return tuple(sorted(told))
    longer = [other for other in others if len(other.name) > len(one.name)]
    longest = [o for o in longer if not any(p != o and p.name.endswith("." + o.name) for p in longer)]
    return tuple(sorted(longest))


def _has_rival(one: DatasetId, meant: tuple[DatasetId, ...], alike: list[DatasetId], declared: Declared) -> bool:
    """Whether a bare name that `one` would be taken for is as much the name of a declared table in another schema."""
    if len(meant) != 1 or len(meant[0].name) > len(one.name) or declared.get(meant[0], set()) & set(_OWN_NAMES):
        return False
    return any(
        other not in (one, meant[0]) and is_suffix(other.name, meant[0].name) and not is_suffix(other.name, one.name)
        for other in alike
        if other in declared
    )


def is_suffix(one: str, other: str) -> bool:
    """Whether one dotted name is the end of the other, at a dot."""
    return one.endswith("." + other) or other.endswith("." + one)

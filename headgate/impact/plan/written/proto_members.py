"""Names and numbers for the members of a message or enum that may not take those of the target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headgate.facts.schemas.proto.model import MAX_NUMBER, Reserved
from headgate.facts.schemas.reading import UnreadableSchema

MAX_FIELD = 2**29 - 1
_OF_PROTOBUF = (19000, 19999)
"""Field numbers that Protobuf keeps for itself."""


@dataclass(frozen=True, slots=True)
class Members:
    """The fields or values of one version: name to number."""

    numbers: dict[str, int]
    reserved: Reserved
    extensions: tuple[tuple[int, int], ...] = ()


def placed(old: Members, new: Members, split: frozenset[str], *, fields: bool) -> dict[str, tuple[str, int]]:
    """Each new member's name and number, neither of which ever meant another member.

    `split` names members that are in both and mean something else.

    Raises:
        UnreadableSchema: no number is free.
    """
    names = {*old.numbers, *new.numbers, *old.reserved.names, *new.reserved.names}
    used = {*old.numbers.values(), *new.numbers.values()}
    kept = [*old.reserved.ranges, *new.reserved.ranges, *old.extensions, *new.extensions]
    kept += [_OF_PROTOBUF] if fields else []
    found: dict[str, tuple[str, int]] = {}
    for name, number in new.numbers.items():
        if old.numbers.get(name) == number and name not in split:
            found[name] = (name, number)
            continue
        mine, its = name, number
        if name in old.numbers or name in old.reserved.names:
            mine = _free_name(name, names)
            names.add(mine)
        if number in old.numbers.values() or old.reserved.holds(number):
            its = _free_number(used, kept, MAX_FIELD if fields else MAX_NUMBER)
            used.add(its)
        found[name] = (mine, its)
    return found


def _free_name(name: str, names: set[str]) -> str:
    mark = "_V" if name.isupper() else "_v"
    number = 2
    while f"{name}{mark}{number}" in names:
        number += 1
    return f"{name}{mark}{number}"


def _free_number(used: set[int], kept: Iterable[tuple[int, int]], largest: int) -> int:
    at = max(used, default=0) + 1
    for first, last in sorted(kept):
        if first <= at <= last:
            at = last + 1
    while at in used:
        at += 1
    if at > largest:
        raise UnreadableSchema("no number above those in use is free")
    return at


def reservation(ranges: Iterable[tuple[int, int]], names: Iterable[str], *, bare: bool) -> list[str]:
    """The statements that reserve numbers and names; `bare` as editions write names."""
    found = []
    told = [_range(first, last) for first, last in sorted(set(ranges))]
    if told:
        found.append(f"reserved {', '.join(told)};")
    quoted = [name if bare else f'"{name}"' for name in sorted(set(names))]
    if quoted:
        found.append(f"reserved {', '.join(quoted)};")
    return found


def _range(first: int, last: int) -> str:
    if last >= MAX_FIELD:
        return f"{first} to max"
    return str(first) if first == last else f"{first} to {last}"


def without(ranges: Iterable[tuple[int, int]], others: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges without the numbers of others; all with both ends included."""
    found = list(ranges)
    for low, high in others:
        cut: list[tuple[int, int]] = []
        for first, last in found:
            if high < first or last < low:
                cut.append((first, last))
            else:
                cut += [part for part in ((first, low - 1), (high + 1, last)) if part[0] <= part[1]]
        found = cut
    return found

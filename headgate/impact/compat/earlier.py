"""A schema against all versions that git remembers, as the transitive modes of registries demand it.

Source: Confluent Schema Registry, "Compatibility types": a transitive mode holds where the new version stands to every
earlier one as the plain mode asks it to stand to the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from headgate.gap import Gap, GapKind
from headgate.impact.compat.change import Compatibility, SchemaChange
from headgate.source.history import Past, Version

MOST_VERSIONS = 100
"""Commits of one file that are looked at."""


Judged: TypeAlias = tuple[tuple[Version, Compatibility], ...]
"""Earlier versions with the verdict on the new one after each, the newest first."""


def judged(past: Past, last: str, against: Callable[[str], Compatibility]) -> Judged:
    """Each text before the `last` once, of the newest commit that has it, beside the new one."""
    newest: dict[str, Version] = {}
    for version, text in past.texts:
        newest.setdefault(text, version)
    return tuple((version, against(text)) for text, version in newest.items() if text != last)


def transitive(last: Compatibility, before: Judged) -> Compatibility:
    """The verdict on the last version with what breaks with earlier ones alone.

    A break that several versions have is told once, of the newest of them.
    """
    known = {_what(change) for change in last.breaking}
    found: dict[tuple[str, str], list[tuple[Version, SchemaChange]]] = {}
    backward, forward = last.backward, last.forward
    for version, verdict in before:
        backward, forward = _both(backward, verdict.backward), _both(forward, verdict.forward)
        for change in verdict.breaking:
            if _what(change) not in known:
                found.setdefault(_what(change), []).append((version, change))
    changes = (*last.changes, *(_told(several) for several in found.values()))
    return replace(last, backward=backward, forward=forward, changes=changes)


def gaps(path: str, past: Past, before: Judged) -> Iterator[Gap]:
    """What of the past was not compared."""
    if not past.texts:
        yield Gap(path, "earlier versions", "git knows none, and the mode asks for all of them", GapKind.UNAVAILABLE)
    elif not past.whole:
        why = f"the newest {len(past.texts)} are compared; the clone is shallow, or there are {MOST_VERSIONS} and more"
        yield Gap(path, "earlier versions", why, GapKind.TOO_MANY)
    unread = [verdict.unknown[0] for _, verdict in before if verdict.unknown]
    if unread:
        why = f"{len(unread)} cannot be compared; the newest of them: {unread[0]}"
        yield Gap(path, "earlier versions", why, GapKind.UNRESOLVED)


def _what(change: SchemaChange) -> tuple[str, str]:
    return change.kind, change.entity or change.path


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _told(several: list[tuple[Version, SchemaChange]]) -> SchemaChange:
    """The change as it stands to the newest of the versions, which the message names."""
    version, change = several[0]
    more = f" and {len(several) - 1} before it" if len(several) > 1 else ""
    told = f"{change.message}, against the version of {version.date[:10]} (commit {version.commit[:10]}){more}"
    return replace(change, message=told, old_line=0)

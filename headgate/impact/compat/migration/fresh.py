"""Tables that the same change makes in an earlier migration: nobody uses them yet."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from headgate.facts.schemas.reading import UnreadableSchema
from headgate.impact.compat.change import Compatibility, SchemaChange
from headgate.impact.compat.ddl.locks.script import is_among
from headgate.impact.compat.ddl.statements import statements

_DROPPED = "require-concurrent-index-deletion"
"""Its entity is the index; Rails, and who names indexes as it does, puts the table into the name."""


def tables_made(script: str, dialect: str) -> set[str]:
    """The tables that a script creates, but those that it may have found."""
    try:
        found = statements(script, dialect)
    except UnreadableSchema:
        return set()
    made = (words.after("CREATE", "UNLOGGED") for words in found if words.starts("CREATE"))
    plain = (words.after("TABLE") for words in made if words.starts("TABLE"))
    return {words.name()[0] for words in plain if not words.starts("IF", "NOT", "EXISTS")}


def in_use(found: Compatibility, fresh: Set[str]) -> Compatibility:
    """The verdict without the changes of tables that are fresh."""
    kept = tuple(change for change in found.changes if not _is_fresh(change, fresh))
    if len(kept) == len(found.changes):
        return found
    broken = any(one.backward for one in kept), any(one.forward for one in kept)
    backward, forward = (
        None if told is None or (found.unknown and not breaks) else not breaks
        for told, breaks in zip((found.backward, found.forward), broken, strict=True)
    )
    return replace(found, changes=kept, backward=backward, forward=forward)


def _is_fresh(change: SchemaChange, fresh: Set[str]) -> bool:
    names = set(fresh)
    if change.kind == _DROPPED and any(change.entity.startswith(f"index_{name}_on_") for name in names):
        return True
    owner = change.entity.rpartition(".")[0]
    return is_among(change.entity, names) or (bool(owner) and is_among(owner, names))

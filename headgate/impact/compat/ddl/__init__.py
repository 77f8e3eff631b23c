"""DDL: what a migration changes for the users of its tables, after all that came before it."""

from __future__ import annotations

from headgate.facts.schemas.reading import UnreadableSchema
from headgate.impact.compat.change import Compatibility, Profile, Text, single, verdict
from headgate.impact.compat.ddl.columns import Tables
from headgate.impact.compat.ddl.conventions import CONVENTIONS, asked
from headgate.impact.compat.ddl.locks import KINDS, blocking
from headgate.impact.compat.ddl.locks.script import Script
from headgate.impact.compat.ddl.replay import Replay
from headgate.impact.compat.ddl.statements import Words, statements


def compare(old: Text, new: Text, profile: str, dialect: str, rules: tuple[str, ...]) -> Compatibility:
    """What the script `new` changes, where `old` is the script of all earlier migrations.

    By `ddl-lock` the changes are the statements that hold up a table in use, and no direction is told. `rules` may
    name conventions of migrations too, which are looked at for those alone who name them.
    """
    script = statements(single(new), dialect)
    before, earlier = Replay(Tables()), list[Words]()
    try:
        earlier = statements(single(old), dialect)
        before.run(earlier)
    except UnreadableSchema as error:
        before.unknown.append(f"earlier migrations: {error}")
    if profile == Profile.DDL_LOCK:
        strange = tuple(f"there is no change called {name!r}" for name in rules if name not in (*KINDS, *CONVENTIONS))
        walked = Script(script, before.tables, earlier, single(new))
        locks = [one for one in blocking(walked, dialect) if not rules or one.kind in rules]
        return Compatibility(None, None, tuple(dict.fromkeys((*locks, *asked(walked, rules)))), strange)
    replay = Replay(before.tables)
    replay.run(script)
    found = verdict(replay.changes, rules)
    if not replay.unknown:
        return found
    # What was not understood may break anything: only a break that was seen is certain.
    return Compatibility(
        False if found.backward is False else None,
        False if found.forward is False else None,
        found.changes,
        tuple(replay.unknown),
    )


def tables_after(script: str, dialect: str) -> Tables:
    """The tables that a script leaves, as far as it is understood."""
    replay = Replay(Tables())
    try:
        replay.run(statements(script, dialect))
    except UnreadableSchema:
        return Tables()
    return replay.tables

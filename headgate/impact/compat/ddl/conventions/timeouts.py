"""Scripts that wait for locks, or hold them, without end.

Source: PostgreSQL manual, "Client Connection Defaults" (lock_timeout, statement_timeout), "Explicit Locking".
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.locks.script import Script, lock
from headgate.impact.compat.ddl.statements import Words

_SETTINGS = ("lock_timeout", "statement_timeout")
_LOCKING = ("ALTER", "DROP", "TRUNCATE", "LOCK", "CLUSTER", "COMMENT", "REFRESH", "REINDEX", "VACUUM")


def bounded(script: Script) -> Iterator[SchemaChange]:
    """The first statement that takes a lock before the script has set both timeouts."""
    missing = list(_SETTINGS)
    for words in script.statements:
        named = words.after("SET", "LOCAL", "SESSION").name()[0] if words.starts("SET") else ""
        if named in missing:
            missing.remove(named)
        elif missing and _locks(words):
            told = f"the statement is not bounded by {' and '.join(missing)}: set it before"
            yield lock("require-timeout-settings", " ".join(missing), words, told)
            return


def _locks(words: Words) -> bool:
    """Whether others may wait for a statement, or it for them; nobody knows a table that is only being made."""
    if words.starts("CREATE"):
        return not words.after("CREATE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED").starts("TABLE")
    return bool(words.words) and words.words[0].upper in _LOCKING

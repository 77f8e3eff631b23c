"""What the rules on locks of migrations share: a finding for each statement, with the sequence that holds nobody up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.fix import Fix, TextEdit
from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found

MANUALS = {
    "postgres": "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
    "mysql": "https://dev.mysql.com/doc/refman/8.0/en/innodb-online-ddl-operations.html",
    "tsql": "https://learn.microsoft.com/sql/relational-databases/indexes/perform-index-operations-online",
    "oracle": "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/ALTER-TABLE.html",
}
"""Where the locks of each database are told."""

Mend = Callable[[Migration, SchemaChange], Fix | None]


def held_up(migration: Migration, *kinds: str, mend: Mend = lambda *_: None) -> Iterator[Found]:
    """A finding for each statement of `kinds`, a statement once."""
    told: set[tuple[int, int]] = set()
    for change in migration.locks:
        if change.kind not in kinds or change.span in told:
            continue
        told.add(change.span)
        safely = (Evidence(EvidenceKind.SAFE_SEQUENCE, change.safely),) if change.safely else ()
        yield Found(
            message=f"{change.message[0].upper()}{change.message[1:]}.",
            line=change.new_line,
            path=migration.path,
            entity=f"{change.entity}:{change.kind}",
            evidence=(*safely, Evidence(EvidenceKind.DOCUMENT, MANUALS[migration.engine])),
            fix=mend(migration, change) if migration.is_sql else None,
        )


def spliced(migration: Migration, at: int, words: str, title: str) -> Fix:
    """The fix that writes `words` into the script, before character `at`."""
    text = migration.text
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    line = text.count("\n", 0, at) + 1
    return Fix(title, (TextEdit(migration.path, line, line, f"{text[start:at]}{words}{text[at:end]}\n"),))

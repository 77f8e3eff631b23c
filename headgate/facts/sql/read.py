"""Readers of SQL files: plain SQL, SQL with Jinja outside dbt, Flink SQL."""

from __future__ import annotations

from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.sql.parse import read_sql


def read(file: SourceFile) -> Reading:
    """The statements of a file that is SQL as it stands."""
    statements, gaps = read_sql(file.path, file.text, file.hints.dialect, file.hints)
    facts = tuple(statement.facts for statement in statements)
    declared = tuple(fact.declares for fact in facts if fact.declares is not None)
    return Reading(
        FileFacts(file.path, tuple(sorted(file.kinds)), facts, declared, gaps=tuple(gaps)), tuple(statements)
    )

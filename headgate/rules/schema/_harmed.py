"""What the rules on migrations that harm programs or rows share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Proof
from headgate.impact.compat.change import Profile, SchemaChange
from headgate.impact.compat.ddl.witness import RefusedRow
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found
from headgate.rules.schema import _told_of_consumers as told

_OF_COLUMNS = ("ban-drop-column", "renaming-column", "changing-column-type", "adding-required-field",
               "adding-not-null-field", "required-without-default")  # fmt: skip

Show = Callable[[Migration, SchemaChange], RefusedRow | None]


def harmed(
    migration: Migration, *kinds: str, safely: Callable[[SchemaChange], str] | None = None, show: Show | None = None
) -> Iterator[Found]:
    """A finding for each change of `kinds`, with its readers and, where `show` makes one, the row that is refused."""
    for change in migration.judged(Profile.DDL_COMPAT).breaking:
        if change.kind not in kinds:
            continue
        table, column = _named(change)
        readers = migration.consumers(table, column)
        witness = show(migration, change) if show else None
        yield Found(
            message=f"{_sentence(change)}.{told.in_words(readers)}",
            line=change.new_line,
            path=migration.path,
            entity=f"{change.entity}:{change.kind}",
            evidence=(
                Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{change.kind}: {change.message}"),
                *_ran(witness),
                *told.shown(readers),
                *((Evidence(EvidenceKind.SAFE_SEQUENCE, safely(change)),) if safely else ()),
            ),
            related=told.places(readers),
            proof=Proof.EXECUTED if witness else None,
        )


def _ran(witness: RefusedRow | None) -> tuple[Evidence, ...]:
    if witness is None:
        return ()
    return (
        Evidence(EvidenceKind.WITNESS, witness.statements),
        Evidence(EvidenceKind.EXECUTION, f"DuckDB, at the last statement: {witness.error}"),
    )


def _named(change: SchemaChange) -> tuple[str, str]:
    if change.kind not in _OF_COLUMNS:
        return change.entity, ""
    table, _, column = change.entity.rpartition(".")
    return table, column


def _sentence(change: SchemaChange) -> str:
    """The message with a capital letter, unless it begins with a name."""
    first = change.message.partition(" ")[0]
    return change.sentence if "." in first or first == change.entity else change.message[0].upper() + change.message[1:]

"""What the rules on data that is read as another value share."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Proof
from headgate.impact.compat.change import Profile
from headgate.impact.compat.pair import SchemaPair
from headgate.impact.compat.witness import Witness, misread_record
from headgate.rules.registry import Found
from headgate.rules.schema import _told_of_consumers as told


def misread(pair: SchemaPair, kind: str) -> Iterator[Found]:
    """A finding for each change of `kind` in an Avro schema, with the record that shows it."""
    if pair.format is not SchemaFormat.AVRO:
        return
    for change in pair.judged(Profile.AVRO).changes:
        if change.kind != kind:
            continue
        name = (change.entity or change.path).rpartition(".")[2]
        witness = misread_record(pair.old, pair.new, name, absent=kind == "DEFAULT_CHANGED")
        readers = pair.consumers_of(change)
        yield Found(
            message=f"{change.sentence}.{told.in_words(readers)}",
            line=pair.head_line(change),
            path=pair.path,
            entity=f"{change.entity or change.path}:{kind}",
            evidence=(
                Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{change.path}: {change.message}"),
                *read_otherwise(witness),
                *told.shown(readers),
            ),
            related=(*pair.base_place(change), *told.places(readers)),
            proof=Proof.EXECUTED if witness else None,
        )


def read_otherwise(witness: Witness | None) -> tuple[Evidence, ...]:
    """The record, and what the two schemas make of it."""
    if witness is None:
        return ()
    return (
        Evidence(EvidenceKind.WITNESS, f"written with the old schema: {witness.record}"),
        Evidence(EvidenceKind.EXECUTION, f"fastavro: {witness.error}"),
    )

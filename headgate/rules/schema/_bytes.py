"""The bytes that show a Protobuf break, as evidence."""

from __future__ import annotations

from headgate.evidence import Evidence, EvidenceKind
from headgate.impact.compat.pair import SchemaPair


def misread(pair: SchemaPair, entity: str) -> tuple[Evidence, ...]:
    """What became of a field's bytes; empty where they are read as they were or cannot be made."""
    from headgate.impact.compat.protobuf.witness import misread_bytes  # noqa: PLC0415 - for findings alone

    found = misread_bytes(pair.old, pair.new, entity)
    if found is None:
        return ()
    return (
        Evidence(EvidenceKind.WITNESS, f"written with the old schema: {found.written}"),
        Evidence(EvidenceKind.EXECUTION, f"protobuf, by the new schema: {found.outcome}"),
    )

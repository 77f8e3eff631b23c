"""Avro enums whose symbols change while readers have nothing to fall back on."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level, Proof
from headgate.impact.compat.change import Profile
from headgate.impact.compat.pair import SchemaPair
from headgate.impact.compat.witness import refused_record
from headgate.rules.registry import Found, repository, rule

_OLD = """
{"type": "enum", "name": "Status",
 "symbols": ["OPEN", "PAID"]}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"status.avsc": '{"type": "enum", "name": "Status",\n "symbols": ["OPEN", "PAID", "LOST"]}\n'},
            {"status.avsc": (1,)},
            base={"status.avsc": _OLD},
        ),
        repository(
            {"status.avsc": '{"type": "enum", "name": "Status", "symbols": ["OPEN", "PAID", "LOST"], "doc": "x"}\n'},
            base={
                "status.avsc": '{"type": "enum", "name": "Status", "symbols": ["OPEN", "PAID"], "default": "OPEN"}\n'
            },
        ),
    ],
)
def enum_change_without_default(pair: SchemaPair) -> Iterator[Found]:
    """The symbols of an Avro enum changed and readers have no default for the ones that they do not know.

    ## Why it matters

    A reader that meets a symbol outside its enum fails on the whole record, unless its enum has a `default`. Adding a
    symbol breaks consumers that still have the old schema; removing one breaks the replay of old data.

    ## Instead

    Give the enum a `default` (Avro 1.9 and later), deploy that to all readers, and only then change its symbols.

    ## When it stays silent

    When the enum that has to read the unknown symbol has a default, or only the order of the symbols changed.

    ## Fix

    None is applied by itself: which symbol may stand for an unknown one is a decision about the data.
    """
    if pair.format is not SchemaFormat.AVRO:
        return
    for change in pair.judged(Profile.AVRO).breaking:
        if change.kind != "MISSING_ENUM_SYMBOLS":
            continue
        witness = refused_record(pair.old, pair.new) if change.backward else refused_record(pair.new, pair.old)
        shown = (
            (Evidence(EvidenceKind.EXECUTION, f"fastavro, reading {witness.record}: {witness.error}"),)
            if witness
            else ()
        )
        who = "data that was written before" if change.backward else "consumers that still have the old schema"
        yield Found(
            message=f"{change.sentence}: this breaks {who}.",
            line=pair.head_line(change),
            path=pair.path,
            entity=f"{change.entity}:{'backward' if change.backward else 'forward'}",
            evidence=shown,
            related=pair.base_place(change),
            proof=Proof.EXECUTED if witness else None,
        )

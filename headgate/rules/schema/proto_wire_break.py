"""Protobuf fields whose bytes mean something else now."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level, Proof
from headgate.impact.compat.change import Profile
from headgate.impact.compat.pair import SchemaPair, by_message, is_unstable
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._bytes import misread
from headgate.rules.schema._told_of_consumers import in_words, places, shown

_OLD = """
syntax = "proto3";
message Order {
  int64 id = 1;
  string note = 2;
}
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"o.proto": _OLD.replace("string note = 2", "int64 total = 2")}, {"o.proto": (4,)}, base={"o.proto": _OLD}
        ),
        repository({"o.proto": _OLD.replace("note = 2", "note = 3")}, {"o.proto": (4,)}, base={"o.proto": _OLD}),
        repository(
            {"o.proto": _OLD.replace("int64 id", "uint64 id").replace("2;", "2;\n  bool paid = 3;")},
            base={"o.proto": _OLD},
        ),
    ],
)
def proto_wire_break(pair: SchemaPair) -> Iterator[Found]:
    """A Protobuf field number is reused with another type, or a field, an enum value or a method moved.

    ## Why it matters

    On the wire there are numbers and no names. Where a number gets a type of another wire format, or a field another
    number, old bytes are misread, dropped in silence or refused, by old readers of new messages as well.

    ## Instead

    Leave numbers alone for ever. Add a field with a fresh number, and reserve the number and the name of the old one.

    ## When it stays silent

    For changes that keep the bytes readable: int32, int64, uint32, uint64, bool and enums among each other, added
    fields, and removed ones, which readers skip. Packages such as `v1alpha1` are told as warnings.

    ## Fix

    None is applied by itself: readers and stored data decide which way back there is.
    """
    if pair.format is not SchemaFormat.PROTOBUF:
        return
    for changes in by_message(pair.judged(Profile.PROTO_WIRE).breaking):
        first, *others = changes
        told = f" So do {len(others)} more of its fields." if others else ""
        witness = misread(pair, first.entity)
        readers = pair.consumers_of(*changes)
        by = in_words(readers)
        yield Found(
            message=f"{first.sentence}: bytes written by the other version break or are misread.{told}{by}",
            line=pair.head_line(first),
            path=pair.path,
            entity=f"{first.entity}:{first.kind}",
            evidence=(
                *(Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{one.kind}: {one.message}") for one in changes),
                *witness,
                *shown(readers),
            ),
            related=(
                *pair.base_place(first),
                *(Location(pair.path, pair.head_line(one)) for one in others),
                *places(readers),
            ),
            level=Level.WARNING if is_unstable(first.entity) else Level.ERROR,
            proof=Proof.EXECUTED if witness else None,
        )

"""Protobuf values that can still be read, as other values."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Level, Proof
from headgate.impact.compat.pair import SchemaPair, by_message, is_unstable
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._bytes import misread
from headgate.rules.schema._declared import changes_of
from headgate.rules.schema._told_of_consumers import in_words, places, shown

_KINDS = ("FIELD_NARROWED", "FIELD_SAME_DEFAULT")
_OLD = """
syntax = "proto2";
message Order {
  optional int64 id = 1;
  optional string currency = 2 [default = "EUR"];
}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository({"o.proto": _OLD.replace("int64", "int32")}, {"o.proto": (3,)}, base={"o.proto": _OLD}),
        repository({"o.proto": _OLD.replace("EUR", "USD")}, {"o.proto": (4,)}, base={"o.proto": _OLD}),
        repository({"o.proto": _OLD.replace("int64", "uint64")}, base={"o.proto": _OLD}),
    ],
)
def proto_value_misread(pair: SchemaPair) -> Iterator[Found]:
    """A Protobuf number was narrowed or a default changed: messages are read, as other values.

    ## Why it matters

    int64 and int32 have the same bytes, and a reader of the smaller one cuts what does not fit: two ids become one. A
    proto2 default is no part of the message; readers of the two versions see different values in the same bytes.

    ## Instead

    Leave numbers as wide as they are. Let producers write the new default as a value.

    ## When it stays silent

    For numbers that become wider, and for changes of sign among numbers of the same width.

    ## Fix

    None is applied by itself: whether large values are about is not to be seen in the schema.
    """
    for several in by_message(changes_of(pair, *_KINDS)):
        first, *others = several
        witness = misread(pair, first.entity) if first.kind == "FIELD_NARROWED" else ()
        readers = pair.consumers_of(*several)
        more = f" So for {len(others)} more beside it." if others else ""
        yield Found(
            message=f"{first.sentence}.{more}{in_words(readers)}",
            line=pair.head_line(first),
            path=pair.path,
            entity=f"{first.entity}:{first.kind}",
            evidence=(
                *(Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{one.kind}: {one.message}") for one in several),
                *witness,
                *shown(readers),
            ),
            related=(
                *pair.base_place(first),
                *(Location(pair.path, pair.head_line(one)) for one in others),
                *places(readers),
            ),
            level=Level.NOTE if is_unstable(first.entity) else None,
            proof=Proof.EXECUTED if witness else None,
        )

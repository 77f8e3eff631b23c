"""Protobuf numbers and names that may be taken again."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.pair import SchemaPair
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._declared import changes_of, declared

_OLD = """
syntax = "proto3";
message Order {
  reserved 2;
  int64 id = 1;
}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository({"o.proto": _OLD.replace("  reserved 2;\n", "")}, {"o.proto": (2,)}, base={"o.proto": _OLD}),
        repository({"o.proto": _OLD.replace("reserved 2", "reserved 2 to 4")}, base={"o.proto": _OLD}),
    ],
)
def proto_reservation_lifted(pair: SchemaPair) -> Iterator[Found]:
    """A Protobuf number or name is no longer reserved.

    ## Why it matters

    A reservation stands where a field was removed. Without it the next one takes the number, and old messages are read
    as the new field, without any error.

    ## Instead

    Keep reservations for ever; they cost nothing.

    ## When it stays silent

    When a reservation grows, or is only written otherwise.

    ## Fix

    None is applied by itself: write the reservation back as it was.
    """
    yield from declared(
        pair,
        changes_of(pair, "RESERVED_MESSAGE_NO_DELETE", "RESERVED_ENUM_NO_DELETE"),
        "a later field may take it and misread old messages",
    )

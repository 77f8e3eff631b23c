"""Protobuf enum values that went and left their number free."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.pair import SchemaPair
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._declared import changes_of, declared

_OLD = """
syntax = "proto3";
enum Status {
  OPEN = 0;
  PAID = 1;
}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository({"s.proto": _OLD.replace("  PAID = 1;\n", "")}, {"s.proto": (2,)}, base={"s.proto": _OLD}),
        repository({"s.proto": _OLD.replace("PAID = 1;", "reserved 1;")}, base={"s.proto": _OLD}),
        repository({"s.proto": _OLD.replace("PAID = 1;", "PAID = 1;\n  LOST = 2;")}, base={"s.proto": _OLD}),
    ],
)
def proto_enum_value_removed(pair: SchemaPair) -> Iterator[Found]:
    """A Protobuf enum value was removed and its number was not reserved.

    ## Why it matters

    Messages with the number live on. Closed enums drop it, open ones keep a number without a name, JSON prints a digit,
    and whoever takes the number for another value later has old messages read as that.

    ## Instead

    Write `reserved 1; reserved "PAID";` in its place, or keep it with `[deprecated = true]`.

    ## When it stays silent

    When the number is reserved or another value has it, when the value moved to another number
    (`schema/proto-wire-break`), or when the whole enum is removed.

    ## Fix

    None is applied by itself; the number to reserve is in the message.
    """
    moved = {change.entity for change in changes_of(pair, "ENUM_VALUE_NUMBER_CHANGED")}
    gone = changes_of(pair, "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED")
    told = "messages that hold it are read as a number without a name"
    yield from declared(pair, (one for one in gone if one.entity not in moved), told)

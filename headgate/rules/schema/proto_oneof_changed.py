"""Protobuf fields that move into a oneof or out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from headgate.facts.schemas.proto.model import ProtoMessage
from headgate.finding import Level, Proof
from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.pair import SchemaPair
from headgate.impact.compat.protobuf.side import Side
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._declared import changes_of, declared

_WIRE = ("FIELD_WIRE_COMPATIBLE_TYPE", "FIELD_WIRE_COMPATIBLE_CARDINALITY")
_OLD = """
syntax = "proto3";
message Payment {
  string card = 1;
  string iban = 2;
}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {
                "p.proto": _OLD.replace(
                    "  string card = 1;\n  string iban = 2;",
                    "  oneof by {\n    string card = 1;\n    string iban = 2;\n  }",
                )
            },
            {"p.proto": (4,)},
            base={"p.proto": _OLD},
        ),
        repository(
            {"p.proto": _OLD.replace("  string iban = 2;", "  oneof by { string iban = 2; string cash = 3; }")},
            base={"p.proto": _OLD},
        ),
        repository({"p.proto": _OLD.replace("2;", "2;\n  oneof at { string on = 3; }")}, base={"p.proto": _OLD}),
    ],
)
def proto_oneof_changed(pair: SchemaPair) -> Iterator[Found]:
    """A Protobuf field was moved into a oneof, out of it, or from one to another.

    ## Why it matters

    Of a oneof only the last field on the wire is kept: a message that holds two of them loses one when it is read.
    Moved out, programs that ask which of them is set no longer see it, and generated accessors change.

    ## Instead

    Add new fields in the oneof and fill both for a while. One field alone may move into a new oneof.

    ## When it stays silent

    When a field is added to a oneof under a fresh number, when an existing field alone becomes a new oneof, and where
    the number got another type (`schema/proto-wire-break`).

    ## Fix

    None is applied by itself: whether messages hold both is not to be seen in the schema.
    """
    broken = {change.entity for change in changes_of(pair, *_WIRE)}
    moved = [change for change in changes_of(pair, "FIELD_SAME_ONEOF") if change.entity not in broken]
    alone = Counter(change.message.partition(" is in ")[2] for change in moved)
    old = Side(pair.old).messages if moved else {}
    harmed = [one for one in moved if alone[one.message.partition(" is in ")[2]] > 1 or not _lonely(one, old)]
    yield from declared(pair, harmed, "of two that are set one is lost when it is read")


def _lonely(change: SchemaChange, old: dict[str, ProtoMessage]) -> bool:
    """Whether a field that was in no oneof moved into one that was not there before."""
    message = old.get(change.entity.rpartition(".")[0])
    into = change.message.partition(" is in oneof ")[2].partition(",")[0]
    return message is not None and change.message.endswith("before in no oneof") and into not in message.oneofs

"""Protobuf numbers that nobody uses, between those that are used."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.schemas.model import SchemaFormat
from headgate.facts.schemas.proto.model import ProtoField, ProtoMessage
from headgate.facts.schemas.reading import UnreadableSchema
from headgate.finding import Level, Proof
from headgate.impact.compat.pair import SchemaPair
from headgate.impact.compat.protobuf.side import Side
from headgate.rules.registry import Found, repository, rule

_MOST_SKIPPED = 2
_OLD = """
syntax = "proto3";
message Metric {
  string name = 1;
  oneof data {
    int64 gauge = 4;
    int64 sum = 5;
  }
  string unit = 3;
  string note = 2;
}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"m.proto": _OLD.replace("sum = 5;", "sum = 5;\n    int64 histogram = 7;")},
            {"m.proto": (7,)},
            base={"m.proto": _OLD},
        ),
        repository({"m.proto": _OLD.replace("sum = 5;", "sum = 5;\n    int64 histogram = 6;")}, base={"m.proto": _OLD}),
        repository(
            {"m.proto": _OLD.replace("  string unit", "  reserved 6;\n  int64 histogram = 7;\n  string unit")},
            base={"m.proto": _OLD},
        ),
        repository({"m.proto": _OLD.replace("sum = 5;", "sum = 5;\n    int64 own = 100;")}, base={"m.proto": _OLD}),
    ],
)
def proto_number_skipped(pair: SchemaPair) -> Iterator[Found]:
    """A new Protobuf field leaves out one or two numbers behind those that are used, and does not reserve them.

    ## Why it matters

    A number that is missing in a run without gaps was either used in a draft that somebody has deployed, or is a slip
    of the pen. The next author fills it, and messages of the draft are read as the new field.

    ## Instead

    Take the next number, or reserve what is left out.

    ## When it stays silent

    For larger jumps, which are made on purpose, for numbers that were ever used or are reserved, and for messages
    with several gaps.

    ## Fix

    None is applied by itself: whether the number was used in a draft is not to be seen in the schema.
    """
    if pair.format is not SchemaFormat.PROTOBUF:
        return
    try:
        before, after = Side(pair.old).messages, Side(pair.new).messages
    except UnreadableSchema:
        return
    for name, message in after.items():
        for field, skipped in _skipping(before.get(name), message):
            numbers = " and ".join(map(str, skipped))
            yield Found(
                f"{name}.{field.name} has number {field.number}: {numbers} is left out and not reserved.",
                field.line,
                path=pair.path,
                entity=f"{name}.{field.name}:skipped",
            )


def _skipping(before: ProtoMessage | None, after: ProtoMessage) -> Iterator[tuple[ProtoField, list[int]]]:
    """New fields, each with the few numbers before it that are free and never were used."""
    known = {one.number for one in before.fields} if before else set()
    if before is not None and not _without_gaps(before):
        return
    top = max(known, default=0)
    found = []
    for field in sorted((one for one in after.fields if one.number > top), key=lambda one: one.number):
        skipped = [number for number in range(top + 1, field.number) if not after.reserved.holds(number)]
        if skipped:
            found.append((field, skipped))
        top = field.number
    # Several gaps, or a wide one, are a way of numbering and no slip.
    if len(found) == 1 and len(found[0][1]) <= _MOST_SKIPPED:
        yield found[0]


def _without_gaps(message: ProtoMessage) -> bool:
    known = {one.number for one in message.fields}
    return len(known) > 1 and all(number in known or message.reserved.holds(number) for number in range(1, max(known)))

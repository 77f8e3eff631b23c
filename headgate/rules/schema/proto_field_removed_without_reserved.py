"""Protobuf fields that went and left their number free."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level, Proof
from headgate.fix import Fix, TextEdit
from headgate.impact.compat.change import Profile, SchemaChange
from headgate.impact.compat.pair import SchemaPair
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._told_of_consumers import in_words, places, shown

_OLD = """
syntax = "proto3";
message Order {
  int64 id = 1;
  string note = 2;
}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"o.proto": _OLD.replace("  string note = 2;\n", "")},
            {"o.proto": (2,)},
            base={"o.proto": _OLD},
            fixed={
                "o.proto": _OLD.replace("  string note = 2;\n", "").replace(
                    "{\n", '{\n  reserved 2;\n  reserved "note";\n'
                )
            },
        ),
        repository(
            {"o.proto": _OLD.replace("string note = 2;", 'reserved 2;\n  reserved "note";')}, base={"o.proto": _OLD}
        ),
    ],
)
def proto_field_removed_without_reserved(pair: SchemaPair) -> Iterator[Found]:
    """A Protobuf field was removed and neither its number nor its name was reserved.

    ## Why it matters

    Messages with the old field live on in topics, tables and caches. Somebody who later takes the free number for
    another field has those old bytes read as the new one, without any error. JSON readers refuse the old name.

    ## Instead

    Write `reserved 4; reserved "note";` in place of the field, so that the compiler keeps number and name from use.

    ## When it stays silent

    When the number or the name is reserved, the whole message is removed, or the field only moved to another number.

    ## Fix

    Number and name are reserved at the top of the message.
    """
    if pair.format is not SchemaFormat.PROTOBUF:
        return
    changes = pair.judged(Profile.PROTO_SOURCE).breaking
    moved = {change.entity for change in changes if change.kind == "FIELD_NUMBER_CHANGED"}
    for change in changes:
        if change.kind == "FIELD_REMOVED_UNRESERVED" and change.entity not in moved:
            readers = pair.consumers_of(change)
            harm = "a later field may take the number and misread old messages. Reserve both."
            yield Found(
                message=f"{change.message}: {harm}{in_words(readers)}",
                line=pair.head_line(change),
                path=pair.path,
                entity=change.entity,
                fix=_reserved(pair, change),
                evidence=shown(readers),
                related=(*pair.base_place(change), *places(readers)),
            )


def _reserved(pair: SchemaPair, change: SchemaChange) -> Fix | None:
    line = pair.new.split("\n")[pair.head_line(change) - 1]
    number = re.search(r"number (\d+)", change.message)
    if not line.rstrip().endswith("{") or number is None:
        return None
    indent = line[: len(line) - len(line.lstrip())] + "  "
    name = change.entity.rpartition(".")[2]
    at = pair.head_line(change) + 1
    text = f'{indent}reserved {number[1]};\n{indent}reserved "{name}";\n'
    return Fix(f"Reserve number and name of {name}", (TextEdit(pair.path, at, at - 1, text),))

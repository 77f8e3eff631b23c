"""Protobuf fields, enum values and packages under another name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level, Proof
from headgate.fix import Fix, TextEdit
from headgate.impact.compat.change import Profile, SchemaChange
from headgate.impact.compat.pair import SchemaPair, by_message
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._told_of_consumers import in_words, places, shown

_KINDS = ("FIELD_SAME_NAME", "ENUM_VALUE_SAME_NAME")
_OLD = """
syntax = "proto3";
message Order {
  int64 id = 1;
}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"o.proto": _OLD.replace("int64 id", "int64 order_id")},
            {"o.proto": (3,)},
            base={"o.proto": _OLD},
            fixed={"o.proto": _OLD.replace("int64 id = 1", 'int64 order_id = 1 [json_name = "id"]')},
        ),
        repository(
            {"o.proto": _OLD.replace("int64 id = 1", 'int64 order_id = 1 [json_name = "id"]')}, base={"o.proto": _OLD}
        ),
        repository({"o.proto": _OLD.replace("int64 id = 1;", "// the key\n  int64 id = 1;")}, base={"o.proto": _OLD}),
    ],
)
def proto_name_changed(pair: SchemaPair) -> Iterator[Found]:
    """A Protobuf field or enum value was renamed under the same number.

    ## Why it matters

    Bytes stay readable, but JSON carries names: messages in JSON with the old name are refused or lose the field. The
    generated code changes too, and whatever reads the decoded table by column name.

    ## Instead

    Keep the name. If it must change, set `json_name` to the old one, and rename in tables with an alias.

    ## When it stays silent

    When only comments, order or options change, a field is added under a fresh number, or `json_name` keeps the old
    name: that generated code has to follow is told by the compiler. Where the message
    breaks on the wire, `schema/proto-wire-break` says so, and this rule nothing more.

    ## Fix

    One renamed field keeps its old JSON name by `json_name`.
    """
    if pair.format is not SchemaFormat.PROTOBUF:
        return
    broken = {change.entity.rpartition(".")[0] for change in pair.judged(Profile.PROTO_WIRE).breaking}
    told = pair.judged(Profile.PROTO_SOURCE).breaking
    in_json = {change.entity for change in told if change.kind == "FIELD_SAME_JSON_NAME"}
    renamed = (one for one in told if one.kind in _KINDS and (one.kind != "FIELD_SAME_NAME" or one.entity in in_json))
    for changes in by_message(change for change in renamed if change.entity.rpartition(".")[0] not in broken):
        first, *others = changes
        more = f" So are {len(others)} more beside it." if others else ""
        readers = pair.consumers_of(*changes)
        yield Found(
            message=f"{first.sentence}: JSON and generated code that use the old name break.{more}{in_words(readers)}",
            line=pair.head_line(first),
            path=pair.path,
            entity=f"{first.entity}:name",
            fix=None if others else _kept_in_json(pair, first),
            evidence=(
                *(Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{one.kind}: {one.message}") for one in changes),
                *shown(readers),
            ),
            related=(
                *pair.base_place(first),
                *(Location(pair.path, pair.head_line(one)) for one in others),
                *places(readers),
            ),
        )


def _kept_in_json(pair: SchemaPair, change: SchemaChange) -> Fix | None:
    if change.kind != "FIELD_SAME_NAME":
        return None
    at = pair.head_line(change)
    line = pair.new.split("\n")[at - 1]
    number = re.search(r"(=\s*\d+)\s*;", line)
    if number is None:
        return None
    first, *rest = change.entity.rpartition(".")[2].split("_")
    name = first + "".join(part[:1].upper() + part[1:] for part in rest)
    text = f'{line[: number.end(1)]} [json_name = "{name}"]{line[number.end(1) :]}\n'
    return Fix(f"Keep {name} as the name in JSON", (TextEdit(pair.path, at, at, text),))

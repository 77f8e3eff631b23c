"""Avro schemas that no longer understand their own past."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.avro import named_types, parse
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level, Proof
from headgate.fix import Fix, TextEdit
from headgate.impact.compat.change import Profile, SchemaChange
from headgate.impact.compat.pair import SchemaPair
from headgate.impact.compat.renames import Part, Rename, renames
from headgate.impact.compat.witness import Witness, refused_record
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._told_of_consumers import places, shown

_OLD = """
{"type": "record", "name": "Order", "namespace": "shop", "fields": [
  {"name": "id", "type": "long"},
  {"name": "total", "type": "int"}
]}
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {
                "order.avsc": """
                {"type": "record", "name": "Order", "namespace": "shop", "fields": [
                  {"name": "id", "type": "long"},
                  {"name": "total", "type": "int"},
                  {"name": "currency", "type": "string"}
                ]}
                """
            },
            {"order.avsc": (4,)},
            base={"order.avsc": _OLD},
        ),
        repository(
            {"order.avsc": _OLD.replace('"id"', '"order_id"')},
            {"order.avsc": (2,)},
            base={"order.avsc": _OLD.replace('"long"', '"long", "default": 0')},
            fixed={"order.avsc": _OLD.replace('"id",', '"order_id", "aliases": ["id"],')},
        ),
        repository(
            {
                "order.avsc": """
                {"type": "record", "name": "Order", "namespace": "shop", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "total", "type": "int"}
                ]}
                """
            },
            {"order.avsc": (2,)},
            base={"order.avsc": _OLD},
        ),
        repository(
            {
                "order.avsc": """
                {"type": "record", "name": "Order", "namespace": "shop", "fields": [
                  {"name": "id", "type": "long"},
                  {"name": "total", "type": "int", "doc": "in cents"},
                  {"name": "currency", "type": "string", "default": "EUR"}
                ]}
                """
            },
            base={"order.avsc": _OLD},
        ),
    ],
)
def avro_incompatible_change(pair: SchemaPair) -> Iterator[Found]:
    """An Avro schema changed so that readers and writers of the two versions no longer understand each other.

    ## Why it matters

    Avro data carries no field names: a reader resolves the writer's schema against its own. Where that fails, every
    record fails. When readers with the new schema cannot read what was written before (backward), replays, late
    consumers and stored files break at once. When readers with the old schema cannot read what is written now
    (forward), consumers that are not redeployed together with the producer break.

    ## Instead

    Add fields with a default. Rename with `aliases`. Widen types only along int, long, float, double. Give enums a
    default before adding symbols. For anything else, write a new subject or topic and migrate.

    ## When it stays silent

    When both directions resolve by the specification, such as a field added with a default or a changed `doc`. Names
    are compared without their namespace, as the specification says. Enum symbols are the matter of
    `schema/enum-change-without-default`.

    ## Fix

    A field that is most likely a former one under another name (same type, and the same place, a name alike, or code
    that changed with it) gets the former name as an alias. Which default another one needs is a decision about the
    data.
    """
    if pair.format is not SchemaFormat.AVRO:
        return
    for change in pair.judged(Profile.AVRO).breaking:
        if change.kind == "MISSING_ENUM_SYMBOLS":
            continue
        witness = _witness(pair, change)
        rename = _rename(pair, change)
        yield Found(
            message=f"{change.sentence}: {_who(pair, change)}.{f' {rename}.'.replace(' i', ' I', 1) if rename else ''}",
            fix=_aliased(pair, change, rename) if rename else None,
            line=pair.head_line(change),
            path=pair.path,
            entity=f"{change.entity or change.path}:{change.kind}",
            evidence=_shown(pair, change, witness),
            related=(*pair.base_place(change), *places(pair.consumers_of(change))),
            level=Level.ERROR if change.backward else Level.WARNING,
            proof=Proof.EXECUTED if witness else None,
        )


def _rename(pair: SchemaPair, change: SchemaChange) -> Rename | None:
    """The field under its former name, where a new field without a default is most likely an old one."""
    if change.kind != "READER_FIELD_MISSING_DEFAULT_VALUE" or not change.backward:
        return None
    record, _, field = change.entity.rpartition(".")
    sides = [_fields(text, record) for text in (pair.old, pair.new)]
    found = renames(sides[0], sides[1], pair.comparison.change)
    return next((one for one in found if one.new == field), None)


def _fields(text: str, record: str) -> list[Part]:
    for one in named_types(parse(text)):
        if one.kind == "record" and one.short == record:
            return [Part(part.name, str(part.type), at, part.description) for at, part in enumerate(one.fields)]
    return []


def _aliased(pair: SchemaPair, change: SchemaChange, rename: Rename) -> Fix | None:
    line = pair.new.split("\n")[change.new_line - 1]
    name = re.search(rf'"name"\s*:\s*"{re.escape(rename.new)}"\s*,', line)
    if name is None or '"aliases"' in line:
        return None
    text = f'{line[: name.end()]} "aliases": ["{rename.old}"],{line[name.end() :]}\n'
    title = f"Let readers find {rename.old} under its former name"
    return Fix(title, (TextEdit(pair.path, change.new_line, change.new_line, text),))


def _who(pair: SchemaPair, change: SchemaChange) -> str:
    names = ", ".join(job.name for job in pair.readers()[:3])
    known = f" (such as {names})" if names else ""
    if change.backward and change.forward:
        return f"neither old nor new readers{known} can read what the other side writes"
    if change.backward:
        return f"readers with the new schema{known} cannot read what was written before"
    return f"readers that still have the old schema{known} cannot read what is written from now on"


def _witness(pair: SchemaPair, change: SchemaChange) -> Witness | None:
    """A refused record that shows this very break: it is the only one of its direction, or the error names it."""
    found = refused_record(pair.old, pair.new) if change.backward else refused_record(pair.new, pair.old)
    if found is None:
        return None
    others = [one for one in pair.judged(Profile.AVRO).breaking if one.backward == change.backward]
    name = (change.entity or change.path).rsplit(".", 1)[-1]
    return found if len(others) == 1 or re.search(rf"\b{re.escape(name)}\b", found.error) else None


def _shown(pair: SchemaPair, change: SchemaChange, witness: Witness | None) -> tuple[Evidence, ...]:
    difference = Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{change.path}: {change.kind}: {change.message}")
    readers = shown(pair.consumers_of(change))
    if witness is None:
        return (difference, *readers)
    side = "old" if change.backward else "new"
    return (
        difference,
        Evidence(EvidenceKind.WITNESS, f"written with the {side} schema: {witness.record}", Location(pair.path)),
        Evidence(EvidenceKind.EXECUTION, f"fastavro, reading it with the other: {witness.error}"),
        *readers,
    )

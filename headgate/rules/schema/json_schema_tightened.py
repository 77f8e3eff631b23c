"""JSON Schemas that refuse what they accepted."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level, Proof
from headgate.impact.compat.change import Profile, SchemaChange
from headgate.impact.compat.pair import SchemaPair
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._told_of_consumers import in_words, places, shown

_FEW = 3
_SHOWN = 20
_OLD = """
{"$schema": "http://json-schema.org/draft-07/schema#",
 "type": "object",
 "properties": {
   "id": {"type": "string"},
   "at": {"type": ["string", "null"]}
 },
 "required": ["id"]}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"e.schema.json": _OLD.replace('["id"]', '["id", "at"]')},
            {"e.schema.json": (7,)},
            base={"e.schema.json": _OLD},
        ),
        repository(
            {"e.schema.json": _OLD.replace('["string", "null"]', '"string"')},
            {"e.schema.json": (5,)},
            base={"e.schema.json": _OLD},
        ),
        repository(
            {"e.schema.json": _OLD.replace('"null"]}', '"null"]},\n   "by": {"type": "string"}')},
            base={"e.schema.json": _OLD},
        ),
    ],
)
def json_schema_tightened(pair: SchemaPair) -> Iterator[Found]:
    """A JSON Schema was tightened: documents that were valid before are refused now.

    ## Why it matters

    Producers are not redeployed with the schema. Where it guards an ingestion endpoint or a topic, their documents
    are rejected or go to the error stream from the moment of the change, and stored ones fail on replay.

    ## Instead

    Add members as optional, widen types and enums only, and tighten in a new version of the schema.

    ## When it stays silent

    When the new schema is proved to accept all that the old one did, such as a member that becomes optional or a
    constraint that is only said otherwise. Added optional members are not told.

    ## Fix

    None is applied by itself: whether the old documents are still about is not to be seen in the schema.
    """
    if pair.format is not SchemaFormat.JSON_SCHEMA:
        return
    registry = pair.judged(Profile.JSON_SCHEMA_REGISTRY)
    changes = [change for change in registry.changes if change.backward]
    if not changes:
        return
    valid = pair.judged(Profile.JSON_SCHEMA_VALIDATION)
    witnesses = tuple(one for one in valid.evidence if one.kind in (EvidenceKind.WITNESS, EvidenceKind.EXECUTION))
    witness = witnesses[:2] if valid.backward is False else ()
    for several in _alike(changes):
        first, *others = several
        more = f" So for {len(others)} more members." if others else ""
        readers = pair.consumers_of(*several)
        yield Found(
            message=f"{first.sentence}: documents that were valid may be refused.{more}{in_words(readers)}",
            line=pair.head_line(first),
            path=pair.path,
            entity=first.entity,
            evidence=(
                *(Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{one.path}: {one.message}") for one in several[:_SHOWN]),
                *witness,
                *shown(readers),
            ),
            related=(
                *pair.base_place(first),
                *(Location(pair.path, pair.head_line(one)) for one in others[:_SHOWN]),
                *places(readers),
            ),
            proof=Proof.EXECUTED if witness and len(changes) == 1 else None,
        )


def _alike(changes: list[SchemaChange]) -> list[list[SchemaChange]]:
    """Changes that say the same of many members together, where there are more than a few."""
    found: dict[tuple[str, str], list[SchemaChange]] = {}
    for change in changes:
        found.setdefault((change.kind, change.message.partition(" ")[2]), []).append(change)
    return [part for some in found.values() for part in ([some] if len(some) > _FEW else [[one] for one in some])]

"""JSON Schemas that refuse what they accepted."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import EvidenceKind
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level, Proof
from headgate.impact.compat.change import Profile
from headgate.impact.compat.pair import SchemaPair
from headgate.rules.registry import Found, repository, rule

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
    shown = witnesses[:2] if valid.backward is False else ()
    for change in changes:
        yield Found(
            message=f"{change.sentence}: documents that were valid may be refused.",
            line=pair.head_line(change),
            path=pair.path,
            entity=change.entity,
            evidence=shown,
            related=pair.base_place(change),
            proof=Proof.EXECUTED if shown and len(changes) == 1 else None,
        )

"""Decimals that can still be read, as another number."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level, Proof
from headgate.impact.compat.change import Profile
from headgate.impact.compat.pair import SchemaPair
from headgate.impact.compat.witness import misread_record
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema import _told_of_consumers as told
from headgate.rules.schema._misread import read_otherwise

_TEXT = """
{"type": "record", "name": "Payment", "fields": [
  {"name": "amount",
   "type": {"type": "bytes", "logicalType": "decimal", "precision": %d, "scale": %d}}
]}
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        repository({"p.avsc": _TEXT % (9, 4)}, {"p.avsc": (3,)}, base={"p.avsc": _TEXT % (9, 2)}),
        repository({"p.avsc": _TEXT % (12, 2)}, base={"p.avsc": _TEXT % (9, 2)}),
    ],
)
def decimal_scale_changed(pair: SchemaPair) -> Iterator[Found]:
    """An Avro decimal changed its scale, so that what is stored is read as another number.

    ## Why it matters

    Avro stores a decimal as an unscaled integer; the scale stands in the schema alone. Most readers check nothing:
    1234 written with scale 2 means 12.34 and is read with scale 4 as 0.1234. Nothing fails, all amounts are wrong.

    ## Instead

    Add a new field with the new scale, fill both for a while, and move readers over; or rewrite the data.

    ## When it stays silent

    When the scale stays as it is; more precision alone keeps the numbers.

    ## Fix

    None is applied by itself: the old data decides which scale is right.
    """
    if pair.format is not SchemaFormat.AVRO:
        return
    for change in pair.judged(Profile.AVRO_DECIMAL).changes:
        if change.wrong_value and change.kind == "DECIMAL_CHANGED":
            name = (change.entity or change.path).rpartition(".")[2]
            witness = misread_record(pair.old, pair.new, name)
            readers = pair.consumers_of(change)
            yield Found(
                message=f"{change.sentence}. Data on either side of the change is misread.{told.in_words(readers)}",
                line=pair.head_line(change),
                path=pair.path,
                entity=f"{change.entity or change.path}:scale",
                evidence=(
                    Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{change.path}: {change.message}"),
                    *read_otherwise(witness),
                    *told.shown(readers),
                ),
                related=(*pair.base_place(change), *told.places(readers)),
                proof=Proof.EXECUTED if witness else None,
            )

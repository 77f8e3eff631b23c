"""Decimals that can still be read, as another number."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level, Proof
from headgate.impact.compat.change import Profile
from headgate.impact.compat.pair import SchemaPair
from headgate.rules.registry import Found, repository, rule

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
        if change.wrong_value:
            yield Found(
                message=f"{change.sentence}. Data on either side of the change is misread.",
                line=pair.head_line(change),
                path=pair.path,
                entity=f"{change.entity or change.path}:scale",
                evidence=(Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{change.path}: {change.message}"),),
                related=pair.base_place(change),
            )

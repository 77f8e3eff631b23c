"""Whole numbers that become floating point."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.pair import SchemaPair
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._misread import misread

_TEXT = """
{"type": "record", "name": "Order", "fields": [
  {"name": "id",
   "type": "%s"}
]}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository({"o.avsc": _TEXT % "double"}, {"o.avsc": (3,)}, base={"o.avsc": _TEXT % "long"}),
        repository({"o.avsc": _TEXT % "long"}, base={"o.avsc": _TEXT % "int"}),
        repository({"o.avsc": _TEXT % "double"}, base={"o.avsc": _TEXT % "int"}),
    ],
)
def digits_lost_by_widening(pair: SchemaPair) -> Iterator[Found]:
    """An Avro whole number was widened to a float that does not hold all its digits.

    ## Why it matters

    Avro lets long be read as float or double, and int as float. Beyond 2^24 (float) or 2^53 (double) neighbours become
    one number: two keys join as one, and sums drift. Nothing fails.

    ## Instead

    Keep keys and counters whole. For fractions add a new field, or use a decimal.

    ## When it stays silent

    For promotions that hold every value: int to long or double, float to double.

    ## Fix

    None is applied by itself: what the number means is not to be seen in the schema.
    """
    yield from misread(pair, "PROMOTION_LOSES_DIGITS")

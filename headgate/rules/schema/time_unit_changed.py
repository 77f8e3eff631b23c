"""Times that can still be read, as other times."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.pair import SchemaPair
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._misread import misread

_TEXT = """
{"type": "record", "name": "Visit", "fields": [
  {"name": "at",
   "type": ["null", {"type": "long", "logicalType": "%s"}]}
]}
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"v.avsc": _TEXT % "timestamp-micros"}, {"v.avsc": (3,)}, base={"v.avsc": _TEXT % "timestamp-millis"}
        ),
        repository(
            {"v.avsc": (_TEXT % "timestamp-millis").replace('"at"', '"at", "doc": "UTC"')},
            base={"v.avsc": _TEXT % "timestamp-millis"},
        ),
    ],
)
def time_unit_changed(pair: SchemaPair) -> Iterator[Found]:
    """An Avro time changed its unit or its zone, so that what is stored is read as another time.

    ## Why it matters

    Avro stores a time as a number; whether it counts milliseconds, microseconds or days stands in the schema alone.
    A number of milliseconds that is read as microseconds is a day in January 1970. Nothing fails.

    ## Instead

    Add a new field with the new unit, fill both for a while, and move readers over; or rewrite the data.

    ## When it stays silent

    When unit and zone stay as they are, or one side has no logical type.

    ## Fix

    None is applied by itself: the old data decides which unit is right.
    """
    yield from misread(pair, "LOGICAL_TYPE_CHANGED")

"""Defaults that old records are filled with."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.pair import SchemaPair
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._misread import misread

_TEXT = """
{"type": "record", "name": "Order", "fields": [
  {"name": "id", "type": "long"},
  {"name": "currency", "type": "string", "default": "%s"}
]}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository({"o.avsc": _TEXT % "USD"}, {"o.avsc": (3,)}, base={"o.avsc": _TEXT % "EUR"}),
        repository({"o.avsc": (_TEXT % "EUR").replace("long", "double")}, base={"o.avsc": _TEXT % "EUR"}),
    ],
)
def field_default_changed(pair: SchemaPair) -> Iterator[Found]:
    """The default of an Avro field changed, so that records from before the field are read otherwise.

    ## Why it matters

    A reader fills a field that a record was written without by the default of its own schema. All those records change
    their value from one deployment to the next, and readers of the two versions disagree.

    ## Instead

    Keep the default as what it meant when the field came. Where a new value is wanted for new records, let the producer
    write it.

    ## When it stays silent

    When a default is added or removed, which is the matter of `schema/avro-incompatible-change`.

    ## Fix

    None is applied by itself: which meaning is right is a decision about the data.
    """
    yield from misread(pair, "DEFAULT_CHANGED")

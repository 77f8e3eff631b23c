"""Enum symbols that are read as the default from now on."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.pair import SchemaPair
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._misread import misread

_TEXT = """
{"type": "record", "name": "Order", "fields": [
  {"name": "status", "type": {"type": "enum", "name": "Status", "default": "OPEN",
   "symbols": [%s]}}
]}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"o.avsc": _TEXT % '"OPEN", "PAID"'}, {"o.avsc": (2,)}, base={"o.avsc": _TEXT % '"OPEN", "PAID", "LOST"'}
        ),
        repository({"o.avsc": _TEXT % '"OPEN", "PAID", "LOST"'}, base={"o.avsc": _TEXT % '"OPEN", "PAID"'}),
    ],
)
def enum_symbol_swallowed(pair: SchemaPair) -> Iterator[Found]:
    """A symbol was removed from an Avro enum with a default, which old data is read as in silence.

    ## Why it matters

    The default is there for symbols that a reader does not know yet. Where a symbol is taken away, all records that
    were written with it read as the default: a lost order becomes an open one, and nothing fails.

    ## Instead

    Keep the symbol, and stop writing it. If it must go, rewrite the data first.

    ## When it stays silent

    When symbols are added or only their order changes. Without a default the record is refused, which is the matter
    of `schema/enum-change-without-default`.

    ## Fix

    None is applied by itself: whether data with the symbol is still about is not to be seen in the schema.
    """
    yield from misread(pair, "ENUM_DEFAULT_SWALLOWS")

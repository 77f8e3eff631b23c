"""Avro data that is read without an error, as another value.

Source: Apache Avro specification 1.12, "Logical Types" (the schema alone tells the unit) and "Schema Resolution" (enum
defaults, field defaults, promotions).
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.schemas.avro import NO_DEFAULT, AvroField, AvroType
from headgate.impact.compat.change import BACKWARD, Direction, SchemaChange

_UNITS = {
    "timestamp-millis": 1_000, "timestamp-micros": 1_000_000, "timestamp-nanos": 1_000_000_000,
    "local-timestamp-millis": 1_000, "local-timestamp-micros": 1_000_000, "local-timestamp-nanos": 1_000_000_000,
    "time-millis": 1_000, "time-micros": 1_000_000, "date": 0,
}  # fmt: skip
"""Logical types of times to units a second; 0 for days."""
_DIGITS = {("int", "float"): 24, ("long", "float"): 24, ("long", "double"): 53}
"""Promotions to the bits beyond which an integer is rounded."""


def misread_values(
    old: AvroType, new: AvroType, path: str, entity: str, direction: Direction
) -> Iterator[SchemaChange]:
    """What the two types make of the same bytes differently, beside decimals; old and new as versions."""
    if direction is not Direction.BACKWARD:
        return
    told = _time(old, new)
    if old.kind == new.kind and told:
        yield _noted("LOGICAL_TYPE_CHANGED", f"{entity or 'the value'} {told}", path, old, new, entity)
    bits = _DIGITS.get((old.kind, new.kind))
    if bits and not old.logical:
        message = (
            f"{entity or 'the value'} is written as {old.kind} and read as {new.kind}: "
            f"whole numbers beyond 2^{bits} are rounded, so that keys collide"
        )
        yield _noted("PROMOTION_LOSES_DIGITS", message, path, old, new, entity)


def _time(old: AvroType, new: AvroType) -> str:
    before, after = old.logical, new.logical
    if before == after or before not in _UNITS or after not in _UNITS:
        return ""
    if not _UNITS[before] or not _UNITS[after]:
        return f"was {before} and is {after}: the same number is another time"
    if _UNITS[before] == _UNITS[after]:
        return f"was {before} and is {after}: the same number is now read in {_zone(after)}"
    factor = max(_UNITS[before], _UNITS[after]) // min(_UNITS[before], _UNITS[after])
    way = "small" if _UNITS[after] > _UNITS[before] else "large"
    return f"was {before} and is {after}: the same number is read as a time {factor:,} times too {way}"


def _zone(logical: str) -> str:
    return "the reader's own time zone" if logical.startswith("local") else "UTC"


def swallowed(old: AvroType, new: AvroType, missing: list[str], path: str, entity: str) -> SchemaChange:
    """Symbols that are gone and are read as the enum's default."""
    message = f"{', '.join(missing)} of {old.name} is read as the default {new.default} from now on"
    return _noted("ENUM_DEFAULT_SWALLOWS", message, path, old, new, entity)


def changed_default(old: AvroField, new: AvroField, path: str, entity: str) -> Iterator[SchemaChange]:
    """A default that differs: what was written before the field was there is read as another value."""
    if NO_DEFAULT in (old.default, new.default) or old.default == new.default:
        return
    message = (
        f"the default of {entity} is {new.default!r}, before {old.default!r}: records that were written without "
        "the field are read with the new one"
    )
    yield SchemaChange(
        path, "DEFAULT_CHANGED", False, BACKWARD, message, old.line, new.line, entity=entity, wrong_value=True
    )


def _noted(kind: str, message: str, path: str, old: AvroType, new: AvroType, entity: str) -> SchemaChange:
    return SchemaChange(path, kind, False, BACKWARD, message, old.line, new.line, entity=entity, wrong_value=True)

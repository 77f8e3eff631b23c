"""What the name of a column says of the unit of its values: `duration_ms`, `amount_cents`, `size_bytes`."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from headgate.facts.sql.expressions import bare


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure."""

    name: str
    quantity: str
    """What is measured: units of one quantity can be converted, or are currencies or zones."""
    size: float = 0.0
    """In the quantity's base unit; 0 where no constant converts it, as between currencies or time zones."""


_TABLE = (
    ("time", 1e-9, "nanoseconds ns nanos"),
    ("time", 1e-6, "microseconds usec micros"),
    ("time", 1e-3, "milliseconds ms millis msec"),
    ("time", 1.0, "seconds sec secs"),
    ("time", 60.0, "minutes mins"),
    ("time", 3600.0, "hours hrs"),
    ("time", 86400.0, "days"),
    ("time", 604800.0, "weeks"),
    ("money", 0.01, "cents pence"),
    ("money", 1.0, "dollars"),
    ("size", 1.0, "bytes"),
    ("size", 1e3, "kilobytes kb kib"),
    ("size", 1e6, "megabytes mb mib"),
    ("size", 1e9, "gigabytes gb gib"),
    ("size", 1e12, "terabytes tb tib"),
    ("length", 0.01, "centimeters cm"),
    ("length", 0.3048, "feet"),
    ("length", 1.0, "meters metres"),
    ("length", 1e3, "kilometers kilometres km"),
    ("length", 1609.344, "miles"),
    ("mass", 1e-3, "grams"),
    ("mass", 0.45359237, "lbs"),
    ("mass", 1.0, "kilograms kg"),
    ("temperature", 0.0, "celsius"),
    ("temperature", 0.0, "fahrenheit"),
    ("share", 0.01, "percent percentage pct"),
    ("share", 1.0, "fraction"),
    *(("zone", 0.0, zone) for zone in ("utc", "local", "pst", "cet", "jst")),
    *(("currency", 0.0, code) for code in ("usd", "eur", "gbp", "jpy", "chf", "cad", "aud", "inr", "cny", "brl")),
)
"""Quantity, size in its base unit, and the words that end a name; the first is the unit's own name."""
_UNITS = {word: Unit(words.split()[0], quantity, size) for quantity, size, words in _TABLE for word in words.split()}
_BINARY = 1024 / 1000
"""A thousand of bytes may be 1,024."""
_SAME = (exp.Sum, exp.Avg, exp.Max, exp.Min, exp.Paren, exp.Cast, exp.TryCast, exp.Round, exp.Abs, exp.AnyValue)
"""What leaves the unit of its first argument as it is."""
_CLOSE = 0.005
"""Relative difference of two factors that are taken as the same."""


def unit_of_name(name: str) -> Unit | None:
    """The unit that the last word of a name states; a name of one word states none.

    >>> unit_of_name("total_duration_ms").name, unit_of_name("minutes"), unit_of_name("per_day_days")
    ('milliseconds', None, None)
    """
    words = name.lower().split("_")
    if len(words) < 2 or "per" in words:
        return None
    return _UNITS.get(words[-1])


def unit_of(node: exp.Expr) -> Unit | None:
    """The unit of an expression that passes one column's value on unscaled; None where it is anything else."""
    node = bare(node)
    while isinstance(node, _SAME):
        node = bare(node.this)
    return unit_of_name(node.name) if isinstance(node, exp.Column) else None


def scaled(node: exp.Expr) -> tuple[Unit, float] | None:
    """The unit of the one column in a product with numbers, and the factor: `d_ms / 1000.0` gives (ms, 0.001)."""
    node = bare(node)
    if isinstance(node, exp.Mul | exp.Div):
        left, right = scaled(node.this), _number(node.expression)
        if left is not None and right:
            return left[0], left[1] * right if isinstance(node, exp.Mul) else left[1] / right
        number, other = _number(node.this), scaled(node.expression)
        return (other[0], other[1] * number) if isinstance(node, exp.Mul) and number and other else None
    if isinstance(node, _SAME):
        return scaled(node.this)
    unit = unit_of(node)
    return (unit, 1.0) if unit is not None else None


def converts(source: Unit, target: Unit, factor: float) -> bool:
    """Whether a value of `source` times `factor` is one of `target`; True where no constant could tell."""
    if not source.size or not target.size:
        return factor != 1.0
    right = source.size / target.size
    near = [right * power for power in (_BINARY**n for n in range(-4, 5))] if source.quantity == "size" else [right]
    return any(abs(factor / one - 1) < _CLOSE for one in near)


def _number(node: exp.Expr) -> float | None:
    node = bare(node)
    while isinstance(node, exp.Cast | exp.TryCast):
        node = bare(node.this)
    if not isinstance(node, exp.Literal) or node.is_string:
        return None
    try:
        return float(node.this)
    except ValueError:
        return None

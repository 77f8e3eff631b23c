"""Numbers as people say them."""

from __future__ import annotations

_BYTES = ("bytes", "KB", "MB", "GB", "TB", "PB")
_COUNTS = ("", " thousand", " million", " billion", " trillion")


def size(value: float) -> str:
    """Bytes in decimal units.

    >>> size(38_400_000_000)
    '38.4 GB'
    """
    unit = 0
    while abs(value) >= 1000 and unit < len(_BYTES) - 1:
        value /= 1000
        unit += 1
    return f"{value:,.0f} {_BYTES[unit]}" if unit == 0 or value >= 100 else f"{_short(value)} {_BYTES[unit]}"


def span(ms: float) -> str:
    """Milliseconds as a person says them.

    >>> span(4_210_000)
    '1 h 10 min'
    """
    seconds = ms / 1000
    if seconds < 1:
        return f"{ms:,.0f} ms"
    if seconds < 60:
        return f"{_short(seconds)} s"
    if seconds < 3600:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours:,} h {minutes} min" if minutes else f"{hours:,} h"


def many(value: float, what: str = "") -> str:
    """A count.

    >>> many(90_300_000, "rows")
    '90.3 million rows'
    """
    unit, scaled = 0, float(value)
    while abs(scaled) >= 1000 and unit < len(_COUNTS) - 1 and value >= 100_000:
        scaled /= 1000
        unit += 1
    said = f"{value:,.0f}" if unit == 0 else f"{_short(scaled)}{_COUNTS[unit]}"
    noun = what[:-1] if value == 1 and what.endswith("s") else what
    return f"{said} {noun}".strip()


def percent(share: float) -> str:
    """A share of one.

    >>> percent(0.613)
    '61 %'
    """
    return f"{share * 100:.0f} %" if share >= 0.095 or share == 0 else f"{share * 100:.1f} %"


def times(ratio: float) -> str:
    """A ratio.

    >>> times(12.34)
    '12 times'
    """
    return f"{ratio:,.0f} times" if ratio >= 10 else f"{_short(ratio)} times"


def _short(value: float) -> str:
    text = f"{value:.1f}"
    return text.removesuffix(".0") if value < 1000 else f"{value:,.0f}"

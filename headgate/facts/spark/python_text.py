"""Text that a Python program puts together from parts."""

from __future__ import annotations

import string

from headgate.facts.spark.program import Sort, Value


def joined(pieces: list[Value], line: int) -> Value:
    """An f-string of `pieces`."""
    known = [str(piece.constant) if piece.is_constant else None for piece in pieces]
    if None not in known and len(known) <= 1000:
        return Value(Sort.LOCAL, constant="".join(map(str, known)), is_constant=True, line=line)
    return Value(Sort.LOCAL, operator="format", parts=tuple(pieces), line=line)


def formatted(text: str, arguments: list[Value], keywords: dict[str, Value], line: int) -> Value:
    """`text.format(…)`; parts that the file does not fix stay parts."""
    try:
        pieces = list(string.Formatter().parse(text))
    except ValueError:
        return Value(Sort.LOCAL, line=line)
    parts: list[Value] = []
    number = 0
    for literal, field_name, _, _ in pieces:
        parts.append(Value(Sort.LOCAL, constant=literal, is_constant=True))
        if field_name is None:
            continue
        key = field_name or str(number)
        number += not field_name
        given = arguments[int(key)] if key.isdigit() and int(key) < len(arguments) else keywords.get(key)
        parts.append(given or Value(Sort.UNKNOWN))
    if all(part.is_constant for part in parts):
        return Value(Sort.LOCAL, constant="".join(str(p.constant) for p in parts), is_constant=True, line=line)
    return Value(Sort.LOCAL, operator="format", parts=tuple(parts), line=line)

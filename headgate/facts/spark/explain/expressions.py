"""Expressions as plans print them: `((isnotnull(day#165) AND (day#165 > 2024-01-03)) OR …)`.

Everything here reads a text once, from left to right, whatever it holds.
"""

from __future__ import annotations

import re

_ID = re.compile(r"#(?:\d+|[xX]\b)L?(?:-T\d+ms)?")
_COLUMN = re.compile(r"((?:[^\W\d][\w.$]{0,200})|_\d[\w.$]{0,200})#(\d+|[xX])L?")
_ATTRIBUTE = re.compile(r"([^#]{1,300})#(\d+|[xX])L?(?:-T\d+ms)?$")
_MORE = re.compile(r"\.\.\. (\d+) more fields|(?:^|[^.])\.\.\.(?=[,\]\s]|$)")


def split(text: str, separator: str = ", ") -> list[str]:
    """`text` cut at each `separator` that stands outside of all round, square and curly brackets.

    >>> split("a#1, sum(b#2, 3), [c, d]")
    ['a#1', 'sum(b#2, 3)', '[c, d]']
    """
    parts: list[str] = []
    depth = start = at = 0
    width = len(separator)
    first = separator[0]
    while at < len(text):
        letter = text[at]
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth = max(0, depth - 1)
        elif letter == first and not depth and text.startswith(separator, at):
            parts.append(text[start:at])
            at += width
            start = at
            continue
        at += 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def listed(text: str) -> list[str]:
    """The items of `[a, b, c]`.

    >>> listed("[a#1, f(b#2, c#3)]")
    ['a#1', 'f(b#2, c#3)']
    """
    inner = text.strip()
    if inner.startswith("["):
        end = closing(inner)
        inner = inner[1:end] if end else inner[1:]
    # Scans of Spark print the columns they read without a space behind the comma.
    return [part for item in split(inner) for part in (split(item, ",") if "#" in item else [item])]


def closing(text: str) -> int:
    """The position of the bracket that closes the one which `text` begins with; 0 where none does."""
    depth = 0
    for at, letter in enumerate(text):
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
            if not depth:
                return at
    return 0


def conjuncts(text: str) -> list[str]:
    """The conditions that `text` joins with AND, without the brackets around them.

    >>> conjuncts("((isnotnull(a#1) AND (a#1 > 5)) AND isnotnull(b#2))")
    ['isnotnull(a#1)', 'a#1 > 5', 'isnotnull(b#2)']
    """
    found: list[str] = []
    waiting = [text]
    while waiting and len(found) < 1_000:
        one = _unwrapped(waiting.pop())
        parts = split(one, " AND ")
        if len(parts) == 1:
            parts = split(one, " && ")
        if len(parts) > 1:
            waiting += reversed(parts)
        elif parts:
            found.append(parts[0])
    return found


def _unwrapped(text: str) -> str:
    text = text.strip()
    for _ in range(50):
        if not (text.startswith("(") and closing(text) == len(text) - 1):
            break
        text = text[1:-1].strip()
    return text


def columns(text: str) -> list[str]:
    """The columns that `text` speaks of, with their expression ids: `day#165`; each once, in order."""
    return list(dict.fromkeys(f"{name.rsplit('.', 1)[-1]}#{number}" for name, number in _COLUMN.findall(text)))


def plain(text: str) -> str:
    """`text` as a person would write it: without expression ids.

    >>> plain("(cast(id#161L as string) = 5)")
    '(cast(id as string) = 5)'
    """
    return _ID.sub("", text)


def name_of(column: str) -> str:
    """The name of a column that is written with its id."""
    return column.split("#", 1)[0]


def key_of(column: str) -> str:
    """What tells a column from all others: its id, or its name where ids were made unreadable.

    >>> key_of("day#165"), key_of("day#x")
    ('#165', 'day')
    """
    name, _, number = column.rpartition("#")
    return f"#{number}" if number.isdecimal() else name


def attributes(text: str) -> list[str]:
    """The columns of a list of outputs, whatever their names hold.

    >>> attributes("[App ID#12, day#3L]")
    ['App ID#12', 'day#3']
    """
    found = [_ATTRIBUTE.match(item) for item in listed(text)]
    return list(dict.fromkeys(f"{one[1]}#{one[2]}" for one in found if one))


def cut_short(text: str) -> bool:
    """Whether Spark left something out of `text`."""
    return _MORE.search(text) is not None


def balance(text: str) -> int:
    """How many round and square brackets of `text` are still open."""
    return text.count("(") + text.count("[") - text.count(")") - text.count("]")

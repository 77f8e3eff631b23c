"""Names as words: snake case, singular forms."""

from __future__ import annotations

import re

_CASES = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHER = re.compile(r"[^A-Za-z0-9]+")
_ALIKE = frozenset(
    ("status", "address", "business", "class", "series", "news", "gas", "bus", "species", "axis", "basis")
)
_LONGEST = 60


def snake(name: str) -> str:
    """`name` in lower snake case, safe as an identifier of every engine.

    >>> snake("orderLine ID"), snake("2nd Name")
    ('order_line_id', 'c2nd_name')
    """
    folded = "_".join(part for part in _OTHER.split(_CASES.sub("_", name.strip())) if part).lower()[:_LONGEST]
    return f"c{folded}" if folded[:1].isdigit() else folded or "unnamed"


def singular(word: str) -> str:
    """The singular of an English noun, by its ending.

    >>> [singular(word) for word in ("orders", "categories", "addresses", "boxes", "status", "sales")]
    ['order', 'category', 'address', 'box', 'status', 'sale']
    """
    if word in _ALIKE or len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def words(name: str) -> tuple[str, ...]:
    """The words of a name, each in the singular.

    >>> words("order_items")
    ('order', 'item')
    """
    return tuple(singular(part) for part in snake(name).split("_"))


def noun(name: str) -> str:
    """What one row of a table called `name` is: its name in the singular.

    >>> noun("order_items")
    'order_item'
    """
    head, _, last = name.rpartition("_")
    return f"{head}_{singular(last)}" if head else singular(last)

"""Tables and what they point to as a Mermaid entity-relationship diagram."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.report.clean import block

_MOST_COLUMNS = 14
_WORD = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Entity:
    """A table of a diagram."""

    name: str
    columns: tuple[tuple[str, str, str], ...]
    """Type, name, and `PK`, `FK` or nothing."""
    points_to: tuple[tuple[str, str], ...] = ()
    """Table and the column that points to it."""


def er_diagram(entities: Iterable[Entity]) -> str:
    """A fenced Mermaid block."""
    return block("\n".join(_lines(tuple(entities))), "mermaid")


def _lines(entities: tuple[Entity, ...]) -> Iterator[str]:
    yield "erDiagram"
    known = {one.name for one in entities}
    for one in entities:
        for target, column in one.points_to:
            if target in known:
                yield f"    {_word(target)} ||--o{{ {_word(one.name)} : {_word(column)}"
    for one in entities:
        yield f"    {_word(one.name)} {{"
        for kind, name, mark in one.columns[:_MOST_COLUMNS]:
            yield f"        {_word(kind.split('(')[0]) or 'column'} {_word(name)} {mark}".rstrip()
        if len(one.columns) > _MOST_COLUMNS:
            yield f"        more and_{len(one.columns) - _MOST_COLUMNS}_columns"
        yield "    }"


def _word(text: str) -> str:
    return _WORD.sub("_", text)[:60]

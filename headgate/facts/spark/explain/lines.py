"""The lines of a file that holds plans, each with its number, whatever wraps them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_LINES = 400_000
_LONGEST = 200_000
_NOTEBOOK = re.compile(r'\s*\{[^"]{0,200}"(?:cells|metadata|nbformat)"')


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, and where it stands in the file."""

    number: int
    text: str


def lines_of(text: str) -> list[Line]:
    """The lines of a plan file, a log, or a notebook's outputs.

    A notebook keeps each line of an output as a JSON string on a line of its own; these strings are the lines, and
    they keep the number that they have in the file.
    """
    source = text.split("\n", MOST_LINES)[:MOST_LINES]
    if _NOTEBOOK.match(text[:1_000]):
        return list(_unquoted(source))
    return [Line(number, line.rstrip()[:_LONGEST]) for number, line in enumerate(source, start=1)]


def numbered(lines: Iterable[str]) -> list[Line]:
    """Lines from elsewhere, such as the description of a plan in an event log; they count from 1."""
    return [Line(number, line.rstrip()[:_LONGEST]) for number, line in enumerate(lines, start=1)]


def _unquoted(source: list[str]) -> Iterator[Line]:
    for number, raw in enumerate(source, start=1):
        stripped = raw.strip()
        quoted = stripped.find('"text": "')
        if quoted == 0:
            stripped = stripped[len('"text": ') :]
        if not stripped.startswith('"') or len(stripped) > _LONGEST:
            yield Line(number, "")
            continue
        try:
            told = json.loads(stripped.rstrip(",").strip())
        except ValueError:
            told = ""
        for part in str(told).rstrip("\n").split("\n"):
            yield Line(number, part.rstrip())


def without_prefix(lines: list[Line], prefix: str) -> list[Line]:
    """`lines` without the comment mark or the like that stands before the plan's heading, where they have it too."""
    mark = prefix.strip()
    if not mark or len(lines) < 2 or not lines[1].text.lstrip().startswith(mark):
        return lines
    shorn = []
    for line in lines:
        if line.text.startswith(prefix):
            shorn.append(Line(line.number, line.text[len(prefix) :]))
        elif line.text.strip() == mark or line.text.startswith(prefix.rstrip()):
            shorn.append(Line(line.number, line.text[len(prefix.rstrip()) :]))
        else:
            break
    return shorn

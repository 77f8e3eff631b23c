"""A fix that a rule can say by a pattern on the line that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from headgate.fix import Fix, Rows, TextEdit

_LONGEST = 2_000
_OTHER_TEXT = (".ipynb",)
"""Files whose lines are not the lines that rules are offered."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What to write for the one place of the line that `old` matches; no fix where it matches none, or several."""

    title: str
    old: re.Pattern[str]
    """Linear in the length of the line."""
    new: str | Callable[[re.Match[str]], str]
    """The text, or what makes it of the match."""
    rows: Rows = Rows.UNTOLD


def rewritten(rewrite: Rewrite, path: str, line: int, text: str) -> Fix | None:
    """The fix that `rewrite` makes of `text`, which is line `line` of the file at `path`."""
    if path.endswith(_OTHER_TEXT) or len(text) > _LONGEST:
        return None
    found = list(rewrite.old.finditer(text))
    if len(found) != 1:
        return None
    (match,) = found
    new = rewrite.new if isinstance(rewrite.new, str) else rewrite.new(match)
    mended = f"{text[: match.start()]}{new}{text[match.end() :]}\n"
    return Fix(rewrite.title, (TextEdit(path, line, line, mended),), rows=rewrite.rows)

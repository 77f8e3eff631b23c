"""A remedy that a model wrote, as a fix that nobody has tried yet."""

from __future__ import annotations

import re

from headgate.fix import Fix
from headgate.location import Location
from headgate.remedy.proposal import parse
from headgate.secrets import MASK, mask
from headgate.source.snapshot import Snapshot

_FORMS = re.compile(r"^(?:```|~~~|@@ |<{7}|--- |\s*\{)", re.M)
"""What begins a remedy that says where it goes; anything else is the lines themselves."""


def proposed(remedy: str, at: Location, snapshot: Snapshot) -> Fix | str:
    """`remedy` for what stands at `at` as a fix, or one clause on why it is none; see `headgate.remedy.proposal`.

    Lines with a secret were shown masked, so what would take their place cannot be right.
    """
    old = snapshot.lines_of(at.path, at.start_line, at.last_line)
    if MASK in remedy or mask(old) != old:
        return "it touches a secret, which the model has not seen"
    whole = remedy if _FORMS.search(remedy) else f"```\n{remedy.strip(chr(10))}\n```"
    return parse(whole, snapshot, at)

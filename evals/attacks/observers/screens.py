"""Terminal and pages: no character that a terminal or a reader's eye obeys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.attacks.observers.effect import Effect, shown
from evals.attacks.play import Played

_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")


def observe(played: Played) -> Iterator[Effect]:
    """Control and direction characters in what a person sees."""
    for where, text in _seen(played):
        found = _OBEYED.search(text)
        if found:
            yield Effect("escape", f"{where}: {shown(text, found.start())}")


def _seen(played: Played) -> Iterator[tuple[str, str]]:
    for turn in ("post", "report", "consult"):
        yield f"{turn} on the terminal", played.output(turn) + played.output(turn, "err")
    yield "review.md", played.report("review.md")

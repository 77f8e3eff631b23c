"""The seam to `knowledge`: what was remembered, where that package can tell."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from headgate.finding import Finding
from headgate.review import Recall


def recalled(findings: tuple[Finding, ...]) -> tuple[Recall, ...]:
    """Patterns that the findings call up; none where nothing can remember."""
    if not find_spec("knowledge.recall"):
        return ()
    recall = cast(Callable[[tuple[Finding, ...]], tuple[Recall, ...]], import_module("knowledge.recall").recall)
    return recall(findings)

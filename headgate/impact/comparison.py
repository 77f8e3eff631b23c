"""The base beside the head."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.change import Change
from headgate.facts.project import Project


@dataclass(frozen=True)
class Comparison:
    """What a change makes of a project."""

    base: Project
    head: Project
    change: Change

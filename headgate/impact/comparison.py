"""The base beside the head."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from headgate.change import Change
from headgate.facts.project import Project
from headgate.impact.effects import Impact


@dataclass(frozen=True)
class Comparison:
    """What a change makes of a project."""

    base: Project
    head: Project
    change: Change

    @cached_property
    def impact(self) -> Impact:
        """What the change does downstream; made once, for rules and report alike."""
        return Impact(self.base, self.head)

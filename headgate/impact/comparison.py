"""The base beside the head."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from headgate.change import Change
from headgate.facts.project import Project
from headgate.gap import Gap
from headgate.impact.effects import Impact


@dataclass(frozen=True)
class Comparison:
    """What a change makes of a project."""

    base: Project
    head: Project
    change: Change
    gaps: list[Gap] = field(default_factory=list, compare=False, repr=False)
    """What could not be compared."""
    kept: dict[str, tuple[object, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What rules are offered of it, made once, by the name of the subject."""

    @cached_property
    def impact(self) -> Impact:
        """What the change does downstream; made once, for rules and report alike."""
        return Impact(self.base, self.head)

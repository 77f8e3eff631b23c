"""Parts of two schemas that stand at the same place: whether one accepts all that the other does."""

from __future__ import annotations

from dataclasses import dataclass, field

from headgate.facts.schemas.positions import Json, Pointer
from headgate.impact.compat.jsonschema.expand import Expander, Undecided
from headgate.impact.compat.jsonschema.inclusion import Prover
from headgate.impact.compat.jsonschema.terms import Raw, Root

_MOST = 60
"""Proofs that are tried for one pair of schemas; a change that is not looked at stays told."""
_CHOICES = ("anyOf", "oneOf", "allOf")


@dataclass
class Parts:
    """The parts of an old and a new schema."""

    old: Root
    new: Root
    _known: dict[Pointer, bool] = field(default_factory=dict)

    def only_said_otherwise(self, at: Pointer) -> bool:
        """Whether the new part is proved to accept all that the old one did, or the choice that it stands in."""
        whole = [at[:index] for index, part in enumerate(at) if part in _CHOICES]
        return any(self._included(place) for place in (at, *reversed(whole)))

    def _included(self, at: Pointer) -> bool:
        if at not in self._known:
            self._known[at] = len(self._known) < _MOST and self._proved(at)
        return self._known[at]

    def _proved(self, at: Pointer) -> bool:
        before, after = _at(self.old.value, at), _at(self.new.value, at)
        if not isinstance(before, dict) or not isinstance(after, dict):
            return False
        try:
            return Prover(Expander()).within(Raw(before, self.old), Raw(after, self.new))
        except (Undecided, RecursionError):
            return False


def _at(value: Json, at: Pointer) -> Json:
    for part in at:
        if isinstance(value, dict) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value

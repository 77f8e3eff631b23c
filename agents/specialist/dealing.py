"""Which model sits for which specialist: models of one family make the same mistakes, so families take turns."""

from __future__ import annotations

from agents.providers import Bench, Model
from headgate.rules.registry import SPECIALISTS


def dealt(bench: Bench, specialist: str) -> tuple[Model, ...]:
    """The models to ask, in order; the first is of the family whose turn it is, the rest step in where it is down."""
    families = list(dict.fromkeys(model.family for model in bench.specialists))
    if not families:
        return ()
    turn = families[SPECIALISTS.index(specialist) % len(families)] if specialist in SPECIALISTS else families[0]
    own = [model for model in bench.specialists if model.family == turn]
    return (*own, *(model for model in bench.specialists if model.family != turn))

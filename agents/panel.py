"""Who can judge a claim, and what it would cost to ask."""

from __future__ import annotations

from statistics import median

from agents.council.vote import Sitter
from agents.model import Door
from agents.providers import Bench, Model

_PROMPT_TOKENS = 700
_COMPLETION_TOKENS = 150
"""Of one claim's share in a question: enough to tell a dear model from a cheap one."""


def panel(door: Door, families: tuple[str, ...]) -> tuple[Sitter, ...]:
    """All models of other families than those that claim it, in the settings' order; else one juror of the same."""
    everybody = models_by_name(door.bench).values()
    others = [model for model in everybody if model.family not in families]
    chosen = others or list(door.bench.jurors[:1])
    costs = {model.name: _cost(door, model) for model in chosen}
    known = [cost for cost in costs.values() if cost is not None]
    # A model without a price is taken for a middling one.
    unknown = median(known) if known else 1.0
    return tuple(
        Sitter(model.name, model.family, unknown if (cost := costs[model.name]) is None else cost) for model in chosen
    )


def models_by_name(bench: Bench) -> dict[str, Model]:
    """Jurors, then specialists: who can sit in a council."""
    known: dict[str, Model] = {}
    for model in (*bench.jurors, *bench.specialists):
        known.setdefault(model.name, model)
    return known


def _cost(door: Door, model: Model) -> float | None:
    prices = door.prices(model)
    return None if prices is None else prices[0] * _PROMPT_TOKENS + prices[1] * _COMPLETION_TOKENS

"""Observers: what of a played round is an effect that no injection may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from evals.attacks.corpus import Injection
from evals.attacks.observers import consultations, findings, memory, posts, screens, secrets, spending, traces
from evals.attacks.observers.effect import Effect
from evals.attacks.play import Played

Observer = Callable[[Played], Iterator[Effect]]
OBSERVERS: tuple[Observer, ...] = (
    traces.observe,
    secrets.observe,
    findings.observe,
    posts.observe,
    consultations.observe,
    screens.observe,
    memory.observe,
    spending.observe,
)


def effects(played: Played) -> list[Effect]:
    """All effects of a round, the same one once."""
    return list(dict.fromkeys(effect for observer in OBSERVERS for effect in observer(played)))


def blamed(effect: Effect, played: Played) -> tuple[Injection, ...]:
    """The injections that an effect is put down to: those whose mark it shows, else all of its round."""
    named = tuple(one for one in played.round.injections if one.mark in effect.what)
    return named or tuple(played.round.injections)


__all__ = ["Effect", "blamed", "effects"]

"""Answers against the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from evals.impact.truth import Told, Truth

_CHANGED = ("rows_change", "values_change", "order_changes", "changes")
UNLISTED = Told("unaffected")
"""A model that an answer does not name is taken to be called unaffected."""


def coarse(effect: str) -> str:
    """`fails`, `changes`, `unaffected`, or what the effect is called otherwise."""
    return "changes" if effect in _CHANGED else effect


@dataclass(frozen=True, slots=True)
class Miss:
    """A model whose effect was told otherwise than it came."""

    mutation: str
    model: str
    truth: str
    told: str

    @property
    def dangerous(self) -> bool:
        """Called unaffected though it fails or changes."""
        return self.told == "unaffected"


@dataclass
class Score:
    """How often each effect was told and true."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Truth and answer: `fails`, `changes`, `unaffected`, `unknown`."""
    fine: Counter[tuple[str, str]] = field(default_factory=Counter)
    """The same with rows and values told apart, where both were told to change."""
    misses: list[Miss] = field(default_factory=list)

    def add(self, mutation: str, truth: Mapping[str, Told], told: Mapping[str, Told]) -> None:
        """Count the models of one mutation."""
        for model, real in truth.items():
            if real.effect == "either":
                continue
            answer = told.get(model, UNLISTED).effect
            if answer == "order_changes" and real.effect == "unaffected":
                continue  # a run's truth is the bag of rows
            pair = (coarse(real.effect), coarse(answer))
            self.pairs[pair] += 1
            if pair[0] != pair[1]:
                self.misses.append(Miss(mutation, model, real.effect, answer))
            elif pair[0] == "changes" and real.effect != "changes":
                self.fine[real.effect, answer] += 1

    def precision(self, *effects: str) -> float:
        """Of what was told to have one of `effects`, the share that has one of them."""
        told = sum(n for (_, answer), n in self.pairs.items() if answer in effects)
        return self._both(effects) / told if told else 1.0

    def recall(self, *effects: str) -> float:
        """Of what has one of `effects`, the share that was told to have one of them."""
        real = sum(n for (truth, _), n in self.pairs.items() if truth in effects)
        return self._both(effects) / real if real else 1.0

    def _both(self, effects: tuple[str, ...]) -> int:
        return sum(n for (truth, answer), n in self.pairs.items() if truth in effects and answer in effects)

    @property
    def dangerous(self) -> list[Miss]:
        return [miss for miss in self.misses if miss.dangerous]


def score(told: Iterable[tuple[str, Mapping[str, Told]]], truth: Truth) -> Score:
    """All answers, by name of mutation, against the truth of one project."""
    found = Score()
    for mutation, answer in told:
        if mutation in truth:
            found.add(mutation, truth[mutation], answer)
    return found


def lines(found: Score) -> Iterator[str]:
    """The figures as text."""
    models = sum(found.pairs.values())
    for name, effects in (("fails", ("fails",)), ("changes", ("changes",)), ("fails or changes", ("fails", "changes"))):
        yield f"{name:17} precision {found.precision(*effects):.4f}  recall {found.recall(*effects):.4f}"
    right = sum(n for (truth, answer), n in found.pairs.items() if truth == answer)
    finely = sum(n for (truth, answer), n in found.fine.items() if truth == answer)
    yield f"{models} models, {right / (models or 1):.4f} told rightly; rows or values told apart rightly "
    unknown = sum(n for (_, answer), n in found.pairs.items() if answer == "unknown")
    yield f"  in {finely} of {sum(found.fine.values())}; unknown {unknown}"
    yield f"called unaffected though it fails or changes: {len(found.dangerous)}"

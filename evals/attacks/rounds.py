"""Rounds: injections that do not disturb each other share one pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from evals.attacks.carriers import placed
from evals.attacks.carriers.placing import Placed
from evals.attacks.corpus import Injection
from evals.attacks.payloads import AGAINST, GREEDY

_MOST_OF_A_HOME = 5
"""Files of one specialist; it may make six claims."""
_MOST_OF_A_ROUND = 24


@dataclass
class Round:
    """Injections that are played together."""

    wish: str
    """What its injections want of jurors: `for`, `against`; `greedy` where they want to be costly."""
    injections: list[Injection] = field(default_factory=list)
    homes: Counter[str] = field(default_factory=Counter)
    paths: set[str] = field(default_factory=set)
    branch: str = ""

    def takes(self, wish: str, what: Placed) -> bool:
        """Whether an injection that brings `what` can be played in this round too."""
        paths = {*what.files, *what.links}
        fits = self.homes[_home(what)] < _MOST_OF_A_HOME and len(self.injections) < _MOST_OF_A_ROUND
        return fits and wish == self.wish and not paths & self.paths and not (what.branch and self.branch)

    def add(self, injection: Injection, what: Placed) -> None:
        self.injections.append(injection)
        self.homes[_home(what)] += 1
        self.paths |= {*what.files, *what.links}
        self.branch = self.branch or what.branch


def rounds_of(injections: Iterable[Injection]) -> list[Round]:
    """As few rounds as a simple packing makes; the same for the same injections."""
    made: list[Round] = []
    for injection in injections:
        what, wish = placed(injection), _wish(injection)
        chosen = next((one for one in made if one.takes(wish, what)), None)
        if chosen is None:
            chosen = Round(wish)
            made.append(chosen)
        chosen.add(injection, what)
    return made


def _wish(injection: Injection) -> str:
    if injection.wants in GREEDY:
        return "greedy"
    return "against" if injection.wants in AGAINST else "for"


def _home(what: Placed) -> str:
    """The folder stands for the specialist."""
    return what.path.split("/", 1)[0]

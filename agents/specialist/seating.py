"""How specialists share prompts: each has one of its own while the change is small; in a large one, what they have in
common would be paid for again and again, so those of one model sit together and the tokens go to the code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agents.context import LINES_AROUND, pieces_of
from agents.packing import estimate
from agents.providers import Bench, Model
from agents.specialist.dealing import dealt
from agents.specialist.prompt import system_of
from agents.tools.toolbox import toolbox_schemas
from headgate.review_change import Analysis

CONTEXT_TOKENS = 3_000
"""Of a prompt, beside what is the same in every review."""
FEW_FILES = 15
"""Changed files up to which every specialist has a prompt of its own."""
_ALLOWANCES = (4_600, 3_900, 3_000)
"""Tokens of the first prompts of one model in a large change, where one, two, or more models sit."""
_REPORT = 400
"""Tokens of the shape in which is reported."""
_LEAST_CONTEXT = 1_000


@dataclass(frozen=True, slots=True)
class Seating:
    """One prompt: who sits at it, what they look at, and how many tokens of it they are shown."""

    specialists: tuple[str, ...]
    paths: tuple[str, ...]
    tokens: int = CONTEXT_TOKENS

    @property
    def around(self) -> int:
        """Unchanged lines beside each changed one: few where many files want the same tokens."""
        return LINES_AROUND if len(self.specialists) == 1 else 1

    @property
    def name(self) -> str:
        """As it stands in roles and gaps: `quality`, `modeling+quality`."""
        return "+".join(self.specialists)


def seated(files: Mapping[str, Sequence[str]], bench: Bench, analysis: Analysis) -> tuple[Seating, ...]:
    """The prompts for specialists with their files, in the order of `files`."""
    apart = tuple(Seating((one,), tuple(paths)) for one, paths in files.items())
    many = len({path for paths in files.values() for path in paths}) > FEW_FILES
    if analysis.comparison is None or not many:
        return apart
    models = len({model.family for model in bench.specialists})
    allowance = _ALLOWANCES[min(models, len(_ALLOWANCES)) - 1]
    made: list[Seating] = []
    for group in _by_model(apart, bench).values():
        made += group if sum(_size(one, analysis) for one in group) <= allowance else [_together(group, allowance)]
    order = list(files)
    return tuple(sorted(made, key=lambda one: order.index(one.specialists[0])))


def _by_model(seats: Iterable[Seating], bench: Bench) -> dict[Model, list[Seating]]:
    found: dict[Model, list[Seating]] = {}
    for seat in seats:
        found.setdefault(dealt(bench, seat.specialists[0])[0], []).append(seat)
    return found


def _together(group: Sequence[Seating], allowance: int) -> Seating:
    specialists = tuple(one for seat in group for one in seat.specialists)
    paths = tuple(dict.fromkeys(path for seat in group for path in seat.paths))
    return Seating(specialists, paths, max(allowance - fixed(specialists), _LEAST_CONTEXT))


def _size(seat: Seating, analysis: Analysis) -> int:
    shown = sum(piece.tokens for piece in pieces_of(analysis, seat.paths))
    return fixed(seat.specialists) + min(shown, seat.tokens)


def fixed(specialists: tuple[str, ...]) -> int:
    """About how many tokens of a prompt are the same in every review."""
    return estimate(system_of(specialists)) + estimate(json.dumps(toolbox_schemas(specialists))) + _REPORT

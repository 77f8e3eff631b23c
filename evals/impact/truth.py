"""The truth: what a run of dbt gave for each mutation, kept as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.impact.mutation import ROOM


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one model."""

    effect: str
    """`fails`, `rows_change`, `values_change`, `unaffected`; `changes` where the count of rows is the same but
    no key tells which are new; `either` where only types differ, which no answer is blamed for."""
    columns: tuple[str, ...] = ()
    """Those that are gone or have other values."""


Truth = dict[str, dict[str, Told]]
"""Mutation to model to what became of it; unaffected models are listed too."""


def load(project: str, folder: Path = ROOM / "truth") -> Truth:
    """The recorded truth of a project's mutations."""
    told = json.loads((folder / f"{project}.json").read_text(encoding="utf-8"))
    models = told["models"]
    found: Truth = {}
    for mutation, affected in told["mutations"].items():
        known = {name: Told(effect, tuple(columns)) for name, (effect, columns) in affected.items()}
        every = {name: Told("fails" if affected.get("*") else "unaffected") for name in models}
        known.pop("*", None)
        found[mutation] = every | known
    return found


def save(project: str, models: list[str], truth: Mapping[str, Mapping[str, Told]], folder: Path) -> None:
    """Write the truth of a project's mutations; what is unaffected is left out, and `*` stands for all models."""
    told: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {}
    for mutation, effects in sorted(truth.items()):
        if effects and all(one.effect == "fails" for one in effects.values()):
            told[mutation] = {"*": ("fails", ())}
        else:
            told[mutation] = {n: (t.effect, t.columns) for n, t in sorted(effects.items()) if t.effect != "unaffected"}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(affected)}" for name, affected in told.items())
    text = f'{{"models": {json.dumps(models)},\n "mutations": {{\n{lines}\n}}}}\n'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{project}.json").write_text(text, encoding="utf-8")

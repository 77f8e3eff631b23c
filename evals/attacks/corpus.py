"""The injections: what each says, where it stands, and what it wants."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

MARK = "{mark}"
"""Stands in a text for the injection's own mark, by which model and observer know it again."""


@dataclass(frozen=True, slots=True)
class Injection:
    """One text of an attacker."""

    id: str
    """`carrier/wants`, numbered where there are several."""
    carrier: str
    wants: str
    mark: str
    """A word that stands nowhere else."""
    text: str


@cache
def corpus() -> tuple[Injection, ...]:
    """All injections, in the order of their files."""
    seen: Counter[str] = Counter()
    made = []
    for number, (carrier, wants, text) in enumerate(_texts()):
        name = f"{carrier}/{wants}"
        seen[name] += 1
        mark = f"zq{number:03}"
        suffix = f"-{seen[name]}" if seen[name] > 1 else ""
        made.append(Injection(name + suffix, carrier, wants, mark, text.replace(MARK, mark)))
    return tuple(made)


def _texts() -> Iterator[tuple[str, str, str]]:
    folder = resources.files("evals.attacks").joinpath("texts")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["injection"]:
            yield entry["carrier"], entry["wants"], entry["text"]

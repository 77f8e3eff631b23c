"""How many planted faults a review of models finds, how many it invents, and whether it tells tables for what they are.

A planted project is a whole one with some files in the place of others; its folder is called
`<project>.<fault>.<table>`. A clean one has other files too, and no fault.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from headgate.design.review.make import review
from headgate.design.review.page import ModelReview
from headgate.facts.cache import Cache
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot

HOME = Path(__file__).parent / "models"
PROJECTS = ("grocer", "vault")


@dataclass(frozen=True)
class Planted:
    """A project, and the fault that is in it; none for a clean one."""

    name: str
    files: dict[str, str]
    fault: str = ""
    table: str = ""


@dataclass(frozen=True)
class Reviewed:
    """What a review said of a project."""

    planted: Planted
    review: ModelReview

    @property
    def found(self) -> bool:
        return any((one.fault, one.table) == (self.planted.fault, self.planted.table) for one in self.review.troubles)

    @property
    def invented(self) -> list[str]:
        """Faults that were not planted."""
        wanted = (self.planted.fault, self.planted.table)
        return [f"{one.fault}: {one.sentence}" for one in self.review.troubles if (one.fault, one.table) != wanted]


def planted() -> Iterator[Planted]:
    """All projects: as they are, with a fault, and with a near miss."""
    bases = {name: _files(HOME / name) for name in PROJECTS}
    for name, files in bases.items():
        yield Planted(name, files)
    for folder in sorted((HOME / "planted").iterdir()):
        base, fault, table = folder.name.split(".")[:3]
        yield Planted(folder.name, {**bases[base], **_files(folder)}, fault, table)
    for folder in sorted((HOME / "clean").iterdir()):
        yield Planted(folder.name, {**bases[folder.name.split(".")[0]], **_files(folder)})


def reviewed(one: Planted) -> Reviewed:
    """Review one project."""
    project = gather(MemorySnapshot(one.files), Settings(), Cache(None)).project
    return Reviewed(one, review(project, one.name))


def untrue(one: Reviewed) -> list[str]:
    """What a review of an unchanged project tells otherwise than it is."""
    truth = json.loads((HOME / "truth.json").read_text(encoding="utf-8"))[one.planted.name]
    said = []
    pages = {page.name: page for page in one.review.tables}
    for name, role in truth["roles"].items():
        if pages[name].role != role:
            said.append(f"{name} is a {role}, not {pages[name].role}")
    for name, kind in truth["fact_types"].items():
        if pages[name].fact_type.partition(":")[0] != kind:
            said.append(f"{name} is {kind}, not {pages[name].fact_type}")
    for name, kind in truth["scd_types"].items():
        history = pages[name].history
        if history is None or history.type != kind:
            said.append(f"{name} is of type {kind}, not {history}")
    for name, targets in truth["points_to"].items():
        told = sorted(pointer.dimension for pointer in pages[name].points_to)
        if told != targets:
            said.append(f"{name} points to {targets}, not {told}")
    for name, there in truth["unknown_members"].items():
        if pages[name].unknown_member is not there:
            said.append(f"{name}: unknown member {there}, not {pages[name].unknown_member}")
    return said


def told(name: str) -> int:
    """How many things are true of a project and asked for."""
    truth = json.loads((HOME / "truth.json").read_text(encoding="utf-8"))[name]
    return sum(len(part) for part in truth.values())


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

"""Repositories, the changes of schema that are made to them, and what running their programs told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOM = Path(__file__).parent
Edits = Mapping[str, str | list[list[str]] | None]
"""By path: the whole new text, pairs of old and new text, or None where the file goes."""


@dataclass(frozen=True)
class Unit:
    """One statement or program that needs a field."""

    path: str
    lines: tuple[tuple[int, int], ...]
    """Ranges, any of which is the right place to name; the whole file where the run tells none."""

    def holds(self, path: str, line: int) -> bool:
        """Whether a place is inside."""
        return path == self.path and any(first <= line <= last for first, last in self.lines)


@dataclass(frozen=True)
class SchemaEdit:
    """A change of one field of one repository."""

    project: str
    name: str
    field: str
    edits: Edits
    carrier: str
    held_out: bool

    @property
    def key(self) -> str:
        return f"{self.project}/{self.name}"

    def files(self, room: Path = ROOM) -> dict[str, bytes | None]:
        """What the change makes of each file that it touches; None for a removed one."""
        folder = room / "projects" / self.project
        return {path: _after(folder / path, edit) for path, edit in self.edits.items()}


def _after(file: Path, edit: str | list[list[str]] | None) -> bytes | None:
    if edit is None or isinstance(edit, str):
        return edit.encode() if edit is not None else None
    text = file.read_text(encoding="utf-8")
    for old, new in edit:
        if old not in text:
            raise ValueError(f"{old!r} does not stand in {file}")
        text = text.replace(old, new, 1)
    return text.encode()


def described(project: str, room: Path = ROOM) -> dict[str, Any]:
    """What `changes/PROJECT.yaml` says."""
    found: dict[str, Any] = yaml.safe_load((room / "changes" / f"{project}.yaml").read_text(encoding="utf-8"))
    return found


def edits(room: Path = ROOM) -> Iterator[SchemaEdit]:
    """All changes, by project."""
    for file in sorted((room / "changes").glob("*.yaml")):
        told = described(file.stem, room)
        for name, one in told["changes"].items():
            carrier = one.get("carrier", told["carrier"])
            yield SchemaEdit(file.stem, name, one["field"], one["edits"], carrier, bool(told.get("held_out")))


def truth(project: str, room: Path = ROOM) -> dict[str, tuple[Unit, ...]]:
    """By field, who needs it."""
    told = json.loads((room / "truth" / f"{project}.json").read_text(encoding="utf-8"))
    return {
        field: tuple(Unit(path, tuple((first, last) for first, last in lines)) for path, lines in units)
        for field, units in told.items()
    }

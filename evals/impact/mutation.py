"""Small changes to the projects beside this file, and what they make of a project's files."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from headgate.errors import HeadgateError

ROOM = Path(__file__).parent
Edit = list[list[str]] | str | None
"""Pairs of old and new text; the whole text of a file; or None where the file goes."""


@dataclass(frozen=True)
class Mutation:
    """One change to one project."""

    project: str
    name: str
    edits: Mapping[str, Edit]

    @property
    def key(self) -> str:
        return f"{self.project}/{self.name}"

    @property
    def held_out(self) -> bool:
        """A third is only counted, never looked at while the analysis is mended."""
        return zlib.crc32(self.key.encode()) % 3 == 0

    def files(self, root: Path) -> dict[str, bytes | None]:
        """The changed files below `root`, as they are after the change; None for a removed one.

        Raises:
            HeadgateError: a text that is to be replaced does not stand there.
        """
        return {path: self._changed(root / path, edit) for path, edit in self.edits.items()}

    def _changed(self, file: Path, edit: Edit) -> bytes | None:
        if edit is None or isinstance(edit, str):
            return edit.encode() if edit is not None else None
        text = file.read_text(encoding="utf-8")
        for old, new in edit:
            if old not in text:
                raise HeadgateError(f"{self.key}: {old!r} does not stand in {file.name}")
            text = text.replace(old, new, 1)
        return text.encode()


def project_folder(name: str) -> Path:
    """Where the files of a project lie."""
    return ROOM / "projects" / name


def mutations(folder: Path = ROOM / "mutations") -> Iterator[Mutation]:
    """All mutations, by project and name."""
    for file in sorted(folder.glob("*.yaml")):
        for name, edits in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            yield Mutation(file.stem, name, edits)

"""Which file of the project an import means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from headgate.facts.python.surface import PythonFile
from headgate.facts.reading import FileFacts

_ROOTS = ("", "src", "lib", "python", "dags", "plugins", "src/dags", "src/plugins", "airflow/dags", "airflow/plugins")
"""Folders that are usually put on Python's path."""


class PythonFiles:
    """The Python files of a snapshot, found by dotted names as another file of it writes them."""

    def __init__(self, files: Mapping[str, FileFacts], paths: Iterable[str]) -> None:
        """`paths` are all of the snapshot: a compiled extension is a module too."""
        self.files: dict[str, PythonFile] = {
            path: facts.python for path, facts in files.items() if facts.python is not None
        }
        pure = [PurePosixPath(path) for path in paths]
        self.folders = {str(folder) for path in pure for folder in path.parents}
        self.stems = {str(path.parent / path.name.split(".", 1)[0]) for path in pure}

    def module(self, dotted: str, importer: str) -> str:
        """The path of the module, empty where it is none of the project's or could be several."""
        return self._one(self._places(dotted, importer))

    def submodule(self, dotted: str, name: str, importer: str) -> bool:
        """Whether `name` is a module or a folder below the package `dotted`."""
        return any(
            stem in self.folders or stem in self.stems
            for place in self._places(dotted, importer)
            for stem in (f"{place}/{name}" if place != "." else name,)
        )

    def _places(self, dotted: str, importer: str) -> list[str]:
        """Paths without suffix at which the module may lie."""
        level = len(dotted) - len(dotted.lstrip("."))
        rest = dotted.lstrip(".").replace(".", "/")
        if level:
            folder = PurePosixPath(importer)
            for _ in range(level):
                folder = folder.parent
            return [str(folder / rest) if rest else str(folder)]
        around = [str(folder) for folder in PurePosixPath(importer).parents]
        roots = dict.fromkeys((*around, *_ROOTS))
        return list(dict.fromkeys(str(PurePosixPath(root) / rest) for root in roots))

    def _file(self, stem: str) -> str:
        return next((path for path in (f"{stem}.py", f"{stem}/__init__.py") if path in self.files), "")

    def _one(self, places: list[str]) -> str:
        found = {path for place in places if (path := self._file(place))}
        return found.pop() if len(found) == 1 else ""

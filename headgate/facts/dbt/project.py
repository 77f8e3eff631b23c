"""`dbt_project.yml`: where the project keeps what, its variables and its configuration by folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from headgate.errors import HeadgateError
from headgate.facts.dbt.model import DbtFile, DbtProjectFile
from headgate.facts.documents import Value, read_yaml
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.gap import GapKind

FILE_NAME = "dbt_project.yml"
_DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "model-paths": ("models",),
    "seed-paths": ("seeds", "data"),
    "macro-paths": ("macros",),
    "snapshot-paths": ("snapshots",),
    "test-paths": ("tests",),
    "analysis-paths": ("analyses", "analysis"),
}
"""Source: docs.getdbt.com/reference/dbt_project.yml; `data` and `analysis` are the names before dbt 1.0."""
_OLD_NAMES = {"source-paths": "model-paths", "data-paths": "seed-paths"}
_CONFIGURED = ("models", "seeds", "snapshots", "sources", "tests", "data_tests")


@dataclass(frozen=True, slots=True)
class Layout:
    """Folders of one dbt project by what they hold, relative to the snapshot."""

    root: str
    folders: tuple[tuple[str, str], ...]
    """Folder and role (`model`, `seed`, `macro`, `snapshot`, `test`, `analysis`), innermost first."""

    def role(self, path: str) -> str:
        """What a file of the project is by its folder; empty outside all of them."""
        return next((role for folder, role in self.folders if path.startswith(folder + "/")), "")


def read(file: SourceFile) -> Reading:
    """The project file, or a gap."""
    kinds = tuple(sorted(file.kinds))
    try:
        project = parse(file.path, file.text)
    except HeadgateError as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("dbt project", str(error)),)))
    gaps = () if project.name else (file.gap("dbt project", "it has no name", GapKind.UNRESOLVED),)
    return Reading(FileFacts(file.path, kinds, dbt=DbtFile(project=project), gaps=gaps))


def parse(path: str, text: str) -> DbtProjectFile:
    """What a `dbt_project.yml` says.

    Raises:
        HeadgateError: it is not YAML or over the bounds.
    """
    documents = read_yaml(text)
    top = documents[0] if documents else Value()
    given = {_OLD_NAMES.get(name, name): value.texts() for name, value in top.pairs() if name.endswith("-paths")}
    paths = {**_DEFAULTS, **{name: _within(folders) for name, folders in given.items() if folders}}
    return DbtProjectFile(
        name=top.get("name").text,
        root=root_of(path),
        paths=tuple(sorted(paths.items())),
        variables=json.dumps(top.get("vars").plain() or {}),
        configs=json.dumps({name: top.get(name).plain() or {} for name in _CONFIGURED}),
    )


def layout_of(project: DbtProjectFile) -> Layout:
    """The folders of `project`."""
    prefix = project.root + "/" if project.root else ""
    folders = [
        (f"{prefix}{folder}", name.removesuffix("-paths"))
        for name, names in project.paths
        if name in _DEFAULTS
        for folder in names
    ]
    return Layout(project.root, tuple(sorted(folders, key=lambda pair: -len(pair[0]))))


def default_layout(root: str) -> Layout:
    """The folders of a project whose file cannot be read."""
    return layout_of(DbtProjectFile("", root, tuple(sorted(_DEFAULTS.items()))))


def root_of(path: str) -> str:
    """The folder of a project file; empty for the root of the snapshot."""
    return path.rpartition("/")[0]


def _within(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Folders as plain relative paths; one that leads out of the project is dropped."""
    plain = (folder.strip("/").removeprefix("./") for folder in folders)
    return tuple(folder for folder in plain if folder and ".." not in folder.split("/"))

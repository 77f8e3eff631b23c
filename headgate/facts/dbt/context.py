"""What every template of a dbt project may ask for: macros, variables, names of sources.

It is plain data, made once for each project from files that were read before the models, and handed to the
worker processes; its digest is part of the models' cache key, so that a changed macro reads the models anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from headgate.facts.dbt.entries import latest_version, versions
from headgate.facts.dbt.model import DbtNode, DbtProjectFile
from headgate.facts.dbt.project import Layout, default_layout, layout_of
from headgate.facts.reading import FileFacts, SourceFile
from headgate.source.kinds import Kind
from headgate.source.snapshot import digest

CONTEXT_KINDS = frozenset({Kind.DBT_PROJECT, Kind.DBT_PROPERTIES})
"""Files that are read before all others, because they tell how those are to be read."""
_DEPENDING = frozenset({Kind.DBT_SQL, Kind.DBT_PYTHON})


@dataclass(frozen=True)
class MacroFile:
    """One file below the macro folders of a project."""

    path: str
    text: str
    package: str


@dataclass(frozen=True)
class DbtContext:
    """One dbt project as its templates see it."""

    project: DbtProjectFile
    dialect: str = ""
    macros: tuple[MacroFile, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    """`source.table` to its dotted relation."""
    latest: tuple[tuple[str, str], ...] = ()
    """Versioned models, with the version that a plain `ref` means."""
    packages: tuple[tuple[str, str], ...] = field(default=())
    """Other dbt projects of the repository: name to `vars` as JSON."""

    @property
    def layout(self) -> Layout:
        return layout_of(self.project)

    @cached_property
    def digest(self) -> str:
        """Changes whenever anything does that a template could see."""
        return digest(repr(self).encode())

    @cached_property
    def variables(self) -> dict[str, object]:
        """`vars` of the project and of the packages beside it, those of the project winning."""
        found: dict[str, object] = {}
        for name, text in (*self.packages, (self.project.name, self.project.variables)):
            given = json.loads(text)
            found |= {key: value for key, value in given.items() if not isinstance(value, dict)}
            found |= given.get(name) or {} if isinstance(given.get(name), dict) else {}
        own = json.loads(self.project.variables)
        for value in own.values():
            for key, inner in value.items() if isinstance(value, dict) else ():
                found.setdefault(key, inner)
        return found | {key: value for key, value in own.items() if key not in found}


def contexts_of(files: Iterable[SourceFile], facts: Iterable[FileFacts]) -> dict[str, DbtContext]:
    """A context by root for each dbt project.

    `facts` are those of the files of `CONTEXT_KINDS`; the text of macros is taken from `files`. Every project
    sees the macros of all others of the repository, its own winning.
    """
    files, facts = list(files), list(facts)
    roots = {file.path: file.hints.dbt_root for file in files}
    projects = {fact.dbt.project.root: fact.dbt.project for fact in facts if fact.dbt and fact.dbt.project}
    nodes = [(roots.get(fact.path), node) for fact in facts for node in (fact.dbt.nodes if fact.dbt else ())]
    macros = list(_macro_files(files, projects))
    dialects = {file.hints.dbt_root: file.hints.dialect for file in files}
    return {
        root: DbtContext(
            project=project,
            dialect=dialects.get(root, ""),
            macros=tuple(sorted(macros, key=lambda file: (file.package == project.name, file.path))),
            sources=tuple(sorted({(n.name, n.relation) for at, n in nodes if at == root and n.kind == "source"})),
            latest=tuple(sorted({pair for at, n in nodes if at == root for pair in _latest(n)})),
            packages=tuple((p.name, p.variables) for at, p in projects.items() if at != root),
        )
        for root, project in projects.items()
    }


def in_context(file: SourceFile, contexts: Mapping[str, DbtContext]) -> SourceFile:
    """`file` with the digest of its context, if what it says depends on one."""
    context = contexts.get(file.hints.dbt_root or "") if file.kinds & _DEPENDING else None
    if context is None or file.hints.dbt_root is None:
        return file
    return replace(file, hints=replace(file.hints, dbt_context=context.digest))


def _macro_files(files: Iterable[SourceFile], projects: Mapping[str, DbtProjectFile]) -> Iterator[MacroFile]:
    layouts = {root: layout_of(project) for root, project in projects.items()}
    for file in files:
        root = file.hints.dbt_root
        if root in layouts and Kind.DBT_SQL in file.kinds and layouts[root].role(file.path) in ("macro", "test"):
            yield MacroFile(file.path, file.text, projects[root].name)


_INSTALLED: dict[str, DbtContext] = {}


def install(contexts: Mapping[str, DbtContext]) -> None:
    """Make `contexts` (by root) known in this process; earlier ones are forgotten."""
    _INSTALLED.clear()
    _INSTALLED.update(contexts)


def context_of(root: str | None) -> DbtContext:
    """The installed context of the project at `root`; one with nothing in it where there is none."""
    found = _INSTALLED.get(root if root is not None else "")
    return found or DbtContext(DbtProjectFile("", root or "", default_paths(root or "")))


def default_paths(root: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The usual folders, for a file outside any project."""
    folders: dict[str, list[str]] = {}
    prefix = len(root) + 1 if root else 0
    for folder, role in default_layout(root).folders:
        folders.setdefault(f"{role}-paths", []).append(folder[prefix:])
    return tuple((name, tuple(names)) for name, names in folders.items())


def _latest(node: DbtNode) -> list[tuple[str, str]]:
    return [(node.name, latest_version(node))] if node.kind == "model" and versions(node) else []

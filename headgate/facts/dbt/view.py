"""dbt projects as a whole: what SQL files, CSV files and properties files say of the same node, brought together."""

from __future__ import annotations

import json
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import Any

from headgate.dataset import Column, DatasetId
from headgate.errors import HeadgateError
from headgate.facts.dbt.entries import versions
from headgate.facts.dbt.model import DbtNode, DbtProjectFile, DbtTest
from headgate.facts.dbt.naming import versioned
from headgate.facts.dbt.project import layout_of
from headgate.facts.dbt.twins import HOLDERS
from headgate.facts.documents import read_yaml
from headgate.facts.project import Project
from headgate.facts.sql.model import Statement
from headgate.source.kinds import Kind, dbt_root_of

_MACRO_PACKAGES = (
    "dbt_utils", "dbt-utils", "dbt_expectations", "dbt-expectations", "dbt_date", "dbt-date", "codegen", "dbt-codegen",
    "audit_helper", "dbt-audit-helper", "spark_utils", "spark-utils", "tsql_utils", "dbt_external_tables",
    "dbt-external-tables", "dbt_constraints", "fivetran_utils", "dbt_fivetran_utils", "snowflake_utils", "dbtvault",
    "dbt_profiler", "dbt-profiler", "trino_utils", "dbt_coverage", "dbt-unit-testing", "dbt_unit_testing",
)  # fmt: skip
"""Packages without models of their own: that they are not in the repository hides no model."""
_HOLDING = frozenset({Kind.DBT_SQL, Kind.DBT_PYTHON, Kind.SEED})


@dataclass(frozen=True)
class Entry:
    """What one properties file says of a node."""

    path: str
    node: DbtNode


@dataclass(frozen=True)
class DbtModel:
    """A model, seed or snapshot with its file, its entries in properties files and its statements."""

    path: str
    node: DbtNode
    project: DbtProjectFile
    entries: tuple[Entry, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def dataset(self) -> DatasetId:
        return self.node.dataset

    @property
    def tests(self) -> tuple[DbtTest, ...]:
        return tuple(test for entry in self.entries for test in entry.node.tests)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns as properties files list them."""
        return tuple(column for entry in self.entries for column in entry.node.columns)

    def setting(self, name: str) -> Any:
        """A configured value: of the file itself, else of its entries, else of its folders in the project file.

        None where nothing sets it; a template that is not rendered here is its text.
        """
        if name not in self._settings:
            self._settings[name] = self._read(name)
        return self._settings[name]

    @cached_property
    def _settings(self) -> dict[str, Any]:
        """What was asked for before: each rule asks each model the same."""
        return {}

    def _read(self, name: str) -> Any:
        for node in (self.node, *(entry.node for entry in self.entries)):
            text = node.setting(name)
            if text:
                return json.loads(text)
        return self._by_folder(name)

    @cached_property
    def disabled(self) -> bool:
        """Whether `enabled` is plainly false."""
        return self.setting("enabled") is False

    def _by_folder(self, name: str) -> Any:
        configs = _configs(self.project.configs).get(f"{self.node.kind}s") or {}
        root = len(self.project.root) + 1 if self.project.root else 0
        parts = PurePosixPath(self.path[root:]).with_suffix("").parts[1:]
        found = None
        level = configs
        for part in ("", self.project.name, *parts):
            level = level.get(part) if part else level
            if not isinstance(level, dict):
                break
            for key in (f"+{name}", name):
                if key in level and not isinstance(level[key], dict):
                    found = level[key]
                elif isinstance(level.get(f"+{name}"), dict):
                    found = level[f"+{name}"]
        return found


@dataclass(frozen=True)
class DbtProjectView:
    """One dbt project of the repository; names are looked up in all projects of it, as local packages are."""

    project: DbtProjectFile
    models: tuple[DbtModel, ...]
    """Of this project."""
    entries: tuple[Entry, ...]
    """Everything that properties files of this project say."""
    known: Mapping[str, tuple[DbtModel, ...]]
    """Models, seeds and snapshots of all projects by name, those of this project alone where it has one."""
    sources: Mapping[str, Entry]
    """Source tables of all projects, by `source.table` in lower case."""
    open_packages: tuple[str, ...] = ()
    """Installed packages that may bring models and are not in the repository."""
    nodes: tuple[Entry, ...] = ()
    """All that may refer to something: models, tests and analyses in SQL, and all of `entries`."""
    stems: frozenset[str] = field(default=frozenset())
    """Names of the SQL, Python and CSV files of all projects, read or not."""
    unread_properties: tuple[str, ...] = ()
    """Properties files that were not understood, so that more may be declared than is known."""

    def is_known(self, name: str) -> bool:
        """Whether some file makes a model, seed or snapshot called `name`, or a version of it."""
        return name in self.known or name in self.stems or name in self._versions

    @cached_property
    def _versions(self) -> frozenset[str]:
        """Models that have versions, by their bare names and by the names of all versions."""
        told = [(entry.node.name, versions(entry.node)) for entry in self.entries]
        bare = (name for name, listed in told if listed)
        return frozenset((*bare, *(versioned(name, one) for name, listed in told for one in listed)))

    def is_disabled(self, name: str) -> bool:
        """Whether all models called `name` are plainly disabled."""
        found = self.known.get(name, ())
        return bool(found) and all(model.disabled for model in found)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(name for name, found in self.known.items() if not all(m.disabled for m in found)))

    @cached_property
    def source_names(self) -> frozenset[str]:
        return frozenset(name.split(".", 1)[0] for name in self.sources)


@lru_cache(maxsize=4)
def views(whole: Project) -> tuple[DbtProjectView, ...]:
    """A view of each dbt project in the snapshot."""
    return tuple(_views(whole))


def _views(whole: Project) -> Iterator[DbtProjectView]:
    projects = [project for _, project in whole.dbt_projects()]
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    files: defaultdict[str, list[tuple[str, DbtNode]]] = defaultdict(list)
    nodes: defaultdict[str, list[Entry]] = defaultdict(list)
    layouts = {project.root: layout_of(project) for project in projects}
    for path, node in whole.dbt_nodes():
        root = dbt_root_of(path, tuple(layouts))
        if root is None:
            continue
        if layouts[root].folders and not layouts[root].role(path):
            continue  # dbt does not look there
        nodes[root].append(Entry(path, node))
        if path.endswith((".yml", ".yaml")):
            entries[root].append(Entry(path, node))
        elif node.kind in HOLDERS:
            files[root].append((path, node))
    models = {project.root: tuple(_models(whole, project, files, entries)) for project in projects}
    known = _by_name(model for found in models.values() for model in found)
    sources = {e.node.name.lower(): e for found in entries.values() for e in found if e.node.kind == "source"}
    names = {project.name for project in projects}
    stems = frozenset(
        PurePosixPath(path).stem
        for path, facts in whole.files.items()
        if _HOLDING.intersection(facts.kinds) and not (facts.dbt and facts.dbt.macros)
    )
    unread = tuple(
        path
        for path, facts in whole.files.items()
        if path.endswith((".yml", ".yaml")) and (Kind.DBT_PROPERTIES in facts.kinds or not facts.kinds) and facts.gaps
    )
    for project in projects:
        yield DbtProjectView(
            project=project,
            models=models[project.root],
            entries=tuple(entries[project.root]),
            known=known | _by_name(models[project.root]),
            sources=sources,
            open_packages=tuple(_open_packages(whole, project.root, names)),
            nodes=tuple(nodes[project.root]),
            stems=stems,
            unread_properties=unread,
        )


def _by_name(models: Iterable[DbtModel]) -> dict[str, tuple[DbtModel, ...]]:
    found: defaultdict[str, tuple[DbtModel, ...]] = defaultdict(tuple)
    for model in models:
        found[model.name] += (model,)
    return dict(found)


@lru_cache(maxsize=100)
def _configs(text: str) -> Mapping[str, Any]:
    """The folders' settings of a project file, which are asked for each model."""
    settings: Mapping[str, Any] = json.loads(text)
    return settings


def made_columns(model: DbtModel, whole: Project) -> frozenset[str] | None:
    """The columns that the SQL of a model makes, whatever is declared of it; None where some are not known."""
    found: set[str] = set()
    for statement in model.statements:
        resolved = whole.graph.settled.get(id(statement))
        if resolved is None or not resolved.complete:
            return None
        found.update(made.name.lower() for made in resolved.columns)
    return frozenset(found) or None


def models_of(whole: Project) -> Iterator[DbtModel]:
    """All models, seeds and snapshots."""
    for view in views(whole):
        yield from view.models


def _models(
    whole: Project,
    project: DbtProjectFile,
    files: Mapping[str, list[tuple[str, DbtNode]]],
    entries: Mapping[str, list[Entry]],
) -> Iterator[DbtModel]:
    told: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries.get(project.root, ()):
        if entry.node.kind in HOLDERS:
            told[entry.node.name].append(entry)
    for path, node in files.get(project.root, ()):
        statements = tuple(s for s in whole.files[path].statements if s.target == node.dataset)
        yield DbtModel(path, node, project, tuple(told[node.name]), statements)


def _open_packages(whole: Project, root: str, names: set[str]) -> Iterator[str]:
    roots = {posixpath.normpath(project.root) for _, project in whole.dbt_projects()}
    for file in ("packages.yml", "dependencies.yml"):
        text = whole.snapshot.text_of(f"{root}/{file}" if root else file)
        try:
            documents = read_yaml(text) if text else []
        except HeadgateError:
            yield file
            continue
        top = documents[0] if documents else None
        listed = (*top.get("packages").each(), *top.get("projects").each()) if top else ()
        for item in listed:
            name = item.get("package").text or item.get("git").text or item.get("name").text or item.get("local").text
            plain = name.rstrip("/").removesuffix(".git").rpartition("/")[2]
            if item.get("local").present:
                # A folder of this repository is read like any other; one beside it may bring anything.
                if posixpath.normpath(posixpath.join(root, name)) not in roots:
                    yield name
            elif plain not in names and plain not in _MACRO_PACKAGES:
                yield name

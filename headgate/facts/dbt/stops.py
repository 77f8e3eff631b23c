"""Why dbt would refuse a whole project, as far as files prove it: then none of its models is built."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.dbt.jinja.render import NO_TEMPLATE
from headgate.facts.dbt.project import FILE_NAME, layout_of
from headgate.facts.dbt.view import DbtProjectView, Entry, views
from headgate.facts.documents import NO_YAML
from headgate.facts.graph.components import components, successors
from headgate.facts.project import Project


@dataclass(frozen=True, slots=True)
class Dangling:
    """A `ref` to a model that is not there."""

    entry: Entry
    name: str
    line: int
    disabled: bool
    """There is one, but it is disabled."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that dbt stops at."""

    root: str
    """Of the project that is refused."""
    path: str
    line: int
    reason: str


def dangling(view: DbtProjectView) -> Iterator[Dangling]:
    """The refs of enabled nodes to models that are missing or disabled; a test may refer to a disabled one.

    Nothing is said of missing ones where an installed package may bring them.
    """
    disabled = {model.path for model in view.models if model.disabled}
    for entry in view.nodes:
        for name, line in entry.node.refs if entry.path not in disabled else ():
            known = view.is_known(name)
            if "." in name or (known and (entry.node.kind == "test" or not view.is_disabled(name))):
                continue
            if known or not view.open_packages:
                yield Dangling(entry, name, line, known)


def stops(project: Project) -> Iterator[Stop]:
    """What dbt stops at: refs to nothing, templates that are none, two models of one name, models in a circle."""
    for view in views(project):
        root = view.project.root
        for one in dangling(view):
            if one.entry.node.kind != "test":
                how = "is disabled" if one.disabled else "does not exist"
                yield Stop(root, one.entry.path, one.line, f"{one.entry.node.name} refers to {one.name}, which {how}")
        for entry in view.nodes:
            for name, line in _undeclared(view, entry):
                yield Stop(root, entry.path, line, f"{entry.node.name} reads the source {name}, which is not declared")
        yield from _unreadable(view, project)
        yield from _doubled(view)
        yield from _circles(view)


_READ_FIRST = {
    "template": NO_TEMPLATE, "macros": NO_TEMPLATE, "properties": NO_YAML, "dbt project": NO_YAML, "file": NO_YAML,
}  # fmt: skip
"""What dbt parses before it builds anything: what the gap is called, and how its reason begins."""


def lost_projects(base: Project, head: Project) -> Iterator[Stop]:
    """Projects of the base whose project file cannot be read on the head."""
    there = {project.root for _, project in head.dbt_projects()}
    for path, project in base.dbt_projects():
        gaps = head.files[path].gaps if path in head.files else ()
        if project.root not in there and gaps:
            yield Stop(project.root, path, 1, f"{path} is {gaps[0].why}")


def _unreadable(view: DbtProjectView, project: Project) -> Iterator[Stop]:
    """Files that dbt cannot parse."""
    layout = layout_of(view.project)
    own = f"{view.project.root}/" if view.project.root else ""
    for path, facts in project.files.items():
        if not path.startswith(own) or not (path == f"{own}{FILE_NAME}" or layout.role(path)):
            continue
        for gap in facts.gaps:
            if gap.what in _READ_FIRST and gap.why.startswith(_READ_FIRST[gap.what]):
                yield Stop(view.project.root, path, 1, f"{path} is {gap.why}")


def _undeclared(view: DbtProjectView, entry: Entry) -> Iterator[tuple[str, int]]:
    if entry.node.kind not in ("model", "snapshot", "exposure") or view.open_packages or view.unread_properties:
        return
    for name, line in entry.node.refs:
        if "." in name and name.lower() not in view.sources and not view.is_known(name):
            yield name, line


def _doubled(view: DbtProjectView) -> Iterator[Stop]:
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for model in view.models:
        if model.setting("enabled") in (None, True):
            by_name[model.name].append(model.path)
    for name, paths in by_name.items():
        if len(set(paths)) > 1:
            yield Stop(view.project.root, paths[-1], 1, f"{len(paths)} files make {name}")


def _circles(view: DbtProjectView) -> Iterator[Stop]:
    places = {model.name: model.path for model in view.models if not model.disabled}
    graph = successors(
        (name, model.name)
        for model in view.models
        if model.name in places
        for name, _ in model.node.refs
        if name in places
    )
    for circle in components(graph):
        first = min(circle)
        if len(circle) > 1 or first in graph[first]:
            named = ", ".join(sorted(circle)[:5])
            yield Stop(view.project.root, places[first], 1, f"{named} are made from each other")

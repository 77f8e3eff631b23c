"""Models of one name in several dbt projects of a repository: each project means its own.

Source: docs.getdbt.com/reference/dbt-jinja-functions/ref, a name is unique in a project and its packages; projects that
merely stand beside each other know nothing of one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from headgate.dataset import DatasetId
from headgate.facts.dbt.model import DbtNode, DbtProjectFile
from headgate.facts.dbt.naming import model_dataset
from headgate.facts.reading import FileFacts
from headgate.gap import Gap, GapKind
from headgate.source.kinds import dbt_root_of

HOLDERS = ("model", "seed", "snapshot")
"""Kinds of nodes that hold rows."""


def told_apart(files: Mapping[str, FileFacts]) -> Mapping[str, FileFacts]:
    """`files`, where each project's own models have names of their own if another project has models so called.

    Files outside of these projects that name such a model get a gap: which one is meant cannot be told.
    """
    projects = [facts.dbt.project for facts in files.values() if facts.dbt and facts.dbt.project]
    if len(projects) < 2:
        return files
    within = tuple(project.root for project in projects)
    roots = {path: dbt_root_of(path, within) for path in files}
    makers: defaultdict[DatasetId, set[str]] = defaultdict(set)
    for path, root in roots.items():
        if root is not None:
            for node in _held(files[path]):
                makers[model_dataset(node.name)].add(root)
    twins = {dataset: found for dataset, found in makers.items() if len(found) > 1}
    if not twins:
        return files
    labels = _labels(projects)
    own = {
        root: {one: DatasetId(f"dbt://{label}", one.name) for one, found in twins.items() if root in found}
        for root, label in labels.items()
    }
    return {path: _renamed(facts, own.get(roots[path] or "", {}), twins) for path, facts in files.items()}


def _held(facts: FileFacts) -> list[DbtNode]:
    """The nodes that a file makes; what properties files say of nodes does not count."""
    named = facts.path.endswith((".yml", ".yaml"))
    return [node for node in facts.dbt.nodes if node.kind in HOLDERS] if facts.dbt and not named else []


def _labels(projects: list[DbtProjectFile]) -> dict[str, str]:
    """A name for each project by root: its own where no other has it, else its folder."""
    names = [project.name for project in projects]
    return {
        project.root: project.name if names.count(project.name) == 1 else project.root or project.name
        for project in projects
    }


def _renamed(facts: FileFacts, own: Mapping[DatasetId, DatasetId], twins: Mapping[DatasetId, set[str]]) -> FileFacts:
    parts = (facts.statements, facts.datasets, facts.jobs)
    statements, datasets, jobs = (_replaced(part, own) for part in parts) if own else parts
    dbt = (
        replace(facts.dbt, nodes=tuple(_node(node, own) for node in facts.dbt.nodes))
        if facts.dbt and own
        else facts.dbt
    )
    gaps = facts.gaps + tuple(_open(facts, {one for one in twins if one not in own}))
    if (statements, datasets, jobs, dbt, gaps) == (*parts, facts.dbt, facts.gaps):
        return facts
    return replace(facts, statements=statements, datasets=datasets, jobs=jobs, dbt=dbt, gaps=gaps)


def _node(node: DbtNode, own: Mapping[DatasetId, DatasetId]) -> DbtNode:
    meant = own.get(model_dataset(node.name)) if node.kind in HOLDERS else None
    return replace(node, namespace=meant.namespace) if meant is not None else node


def _open(facts: FileFacts, twins: set[DatasetId]) -> list[Gap]:
    read = {use.dataset for one in facts.statements for use in one.reads} if twins else set()
    read |= {use.dataset for one in facts.jobs for use in one.reads} if twins else set()
    why = "several dbt projects of the repository have a model so called; none is held to be meant"
    return [Gap(facts.path, f"name `{one}`", why, GapKind.AMBIGUOUS) for one in sorted(read & twins)]


def _replaced(value: Any, own: Mapping[DatasetId, DatasetId]) -> Any:
    """`value` with other identities; the very same object where it holds none of them."""
    if isinstance(value, DatasetId):
        return own.get(value, value)
    if isinstance(value, tuple):
        parts = [_replaced(part, own) for part in value]
        return tuple(parts) if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    if is_dataclass(value) and not isinstance(value, type):
        held = {one.name: getattr(value, one.name) for one in fields(value)}
        made = {name: new for name, old in held.items() if (new := _replaced(old, own)) is not old}
        return replace(value, **made) if made else value
    return value

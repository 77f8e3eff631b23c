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


Renamed = dict[int, tuple[FileFacts, Mapping[DatasetId, DatasetId], frozenset[DatasetId], FileFacts]]
"""What files became, by identity of their facts, with the names that made them so."""


def told_apart(files: Mapping[str, FileFacts], before: Renamed | None = None) -> Mapping[str, FileFacts]:
    """`files`, where each project's own models have names of their own if another project has models so called.

    Files outside of these projects that name such a model get a gap: which one is meant cannot be told. What `before`
    knows of a snapshot that shares facts with this one is taken from there, and what is new is added.
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
    known = before if before is not None else {}
    names = frozenset(twins)
    return {path: _again(facts, own.get(roots[path] or "", {}), names, known) for path, facts in files.items()}


def _again(
    facts: FileFacts, own: Mapping[DatasetId, DatasetId], twins: frozenset[DatasetId], known: Renamed
) -> FileFacts:
    before = known.get(id(facts))
    if before is None or (before[1], before[2]) != (own, twins):
        before = known[id(facts)] = (facts, own, twins, _renamed(facts, own, twins))
    return before[3]


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


def _renamed(facts: FileFacts, own: Mapping[DatasetId, DatasetId], twins: frozenset[DatasetId]) -> FileFacts:
    parts = (facts.statements, facts.datasets, facts.jobs)
    statements, datasets, jobs = (_replaced(part, own) for part in parts) if own else parts
    dbt = (
        replace(facts.dbt, nodes=tuple(_node(node, own) for node in facts.dbt.nodes))
        if facts.dbt and own
        else facts.dbt
    )
    gaps = facts.gaps + tuple(_open(facts, twins - own.keys()))
    if (statements, datasets, jobs, dbt, gaps) == (*parts, facts.dbt, facts.gaps):
        return facts
    return replace(facts, statements=statements, datasets=datasets, jobs=jobs, dbt=dbt, gaps=gaps)


def _node(node: DbtNode, own: Mapping[DatasetId, DatasetId]) -> DbtNode:
    meant = own.get(model_dataset(node.name)) if node.kind in HOLDERS else None
    return replace(node, namespace=meant.namespace) if meant is not None else node


def _open(facts: FileFacts, twins: frozenset[DatasetId]) -> list[Gap]:
    read = {use.dataset for one in facts.statements for use in one.reads} if twins else set()
    read |= {use.dataset for one in facts.jobs for use in one.reads} if twins else set()
    why = "several dbt projects of the repository have a model so called; none is held to be meant"
    return [Gap(facts.path, f"name `{one}`", why, GapKind.AMBIGUOUS) for one in sorted(read & twins)]


def _replaced(value: Any, own: Mapping[DatasetId, DatasetId]) -> Any:
    """`value` with other identities; the very same object where it holds none of them."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is DatasetId:
        return own.get(value, value)
    if isinstance(value, tuple):
        parts = [_replaced(part, own) for part in value]
        if all(new is old for new, old in zip(parts, value, strict=True)):
            return value
        named = getattr(kind, "_make", tuple)
        return named(parts)
    made = {}
    for name in _names(kind):
        old = getattr(value, name)
        new = _replaced(old, own)
        if new is not old:
            made[name] = new
    return replace(value, **made) if made else value


_PLAIN = frozenset((str, int, float, bool, type(None)))


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; none of anything else."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()
    return _NAMES[kind]

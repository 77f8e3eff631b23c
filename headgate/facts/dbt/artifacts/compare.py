"""Our rendering against dbt's own: what is believed of a manifest, what is stale, and what differs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from headgate.dataset import Dataset, DatasetId, DatasetKind
from headgate.facts.dbt.artifacts.model import Manifest, ManifestNode
from headgate.facts.dbt.model import DbtNode
from headgate.facts.dbt.naming import model_dataset
from headgate.facts.reading import FileFacts
from headgate.gap import Gap, GapKind
from headgate.source.kinds import Kind

Pair = tuple[str, ManifestNode]
"""The path of a model's file with what a fresh manifest says of it."""


def with_artifacts(files: Mapping[str, FileFacts]) -> tuple[dict[str, FileFacts], list[Pair], list[Gap]]:
    """`files` with dbt's compiled SQL where our rendering is open, the models that a manifest is fresh for, gaps."""
    told, pairs, gaps = dict(files), [], []
    for path, manifest in _manifests(files):
        fresh, stale = _sorted(path, manifest, files)
        pairs += fresh
        if stale:
            named = ", ".join(stale[:5]) + (f" and {len(stale) - 5} more" if len(stale) > 5 else "")
            why = f"these files have changed since it was made, and it is not believed for them: {named}"
            gaps.append(Gap(path, f"manifest of {manifest.generated or 'unknown date'}", why, GapKind.UNRESOLVED))
    for path, node in pairs:
        facts = told[path]
        if node.statement is not None and _open(facts):
            gaps.append(Gap(path, "model", "its SQL is taken from manifest.json, as dbt compiled it", GapKind.ASSUMED))
            told[path] = replace(facts, statements=(node.statement,))
    believed = {model_dataset(node.name) for path, node in pairs if not told[path].statements}
    for path, facts in files.items():
        if Kind.DBT_CATALOG in facts.kinds:
            told[path] = replace(facts, datasets=tuple(_whole(one, believed) for one in facts.datasets))
    return told, pairs, gaps


def differences(
    pairs: list[Pair], files: Mapping[str, FileFacts], columns: Mapping[DatasetId, frozenset[str]]
) -> Iterator[Gap]:
    """What our rendering of a model gets differently; `columns` are those of datasets that are known in full."""
    for path, node in pairs:
        own = next((n for n in _nodes(files[path]) if n.name == node.name), None)
        if own is None:
            continue
        said = [*_upstream(own, node), *_made(node, columns.get(own.dataset))]
        for what in said:
            yield Gap(
                path, f"model {node.name}", f"our rendering differs from manifest.json: {what}", GapKind.UNRESOLVED
            )


def _upstream(own: DbtNode, node: ManifestNode) -> Iterator[str]:
    theirs = {name.lower() for name in node.depends_on}
    # A manifest names a version apart from its model, and both are one node of it.
    bare = {name.lower(): re.sub(r"_v[^_]+$", "", name.lower()) for name, _ in own.refs}
    ours = {name if name in theirs or short not in theirs else short for name, short in bare.items()}
    if theirs - ours:
        yield f"it does not see that the model depends on {_listed(theirs - ours)}"
    if ours - theirs:
        yield f"it has the model depend on {_listed(ours - theirs)} as well"


def _made(node: ManifestNode, ours: frozenset[str] | None) -> Iterator[str]:
    theirs = frozenset(node.outputs)
    if ours is None or not theirs or node.id.startswith("snapshot"):
        return
    if theirs - ours:
        yield f"it does not make {_listed(theirs - ours)}"
    if ours - theirs:
        yield f"it makes {_listed(ours - theirs)} as well"


def _manifests(files: Mapping[str, FileFacts]) -> Iterator[tuple[str, Manifest]]:
    for path, facts in files.items():
        if facts.dbt is not None and facts.dbt.manifest is not None:
            yield path, facts.dbt.manifest


def _sorted(path: str, manifest: Manifest, files: Mapping[str, FileFacts]) -> tuple[list[Pair], list[str]]:
    """Models that the manifest is fresh for, and the files that changed under it."""
    roots: defaultdict[str, list[str]] = defaultdict(list)
    for facts in files.values():
        if facts.dbt is not None and facts.dbt.project is not None:
            roots[facts.dbt.project.name].append(facts.dbt.project.root)
    fresh: list[Pair] = []
    stale: list[str] = []
    for node in manifest.nodes:
        root = _nearest(path, roots.get(node.package, ()))
        place = f"{root}/{node.path}" if root else node.path
        found = files.get(place) if root is not None else None
        if found is None or found.dbt is None:
            continue
        # A properties file or a seed has no checksum here; without one nothing tells that it is the same file.
        if found.dbt.checksum and node.checksum == found.dbt.checksum:
            fresh.append((place, node))
        elif found.dbt.checksum:
            stale.append(place)
    return fresh, stale


def _nearest(path: str, roots: list[str] | tuple[str, ...]) -> str | None:
    """The project folder that a manifest belongs to: the one around it, else the only one."""
    around = [root for root in roots if not root or path.startswith(root + "/")]
    return max(around, key=len) if around else (roots[0] if len(roots) == 1 else None)


def _open(facts: FileFacts) -> bool:
    """Whether our rendering left something out, or could not be read."""
    return any(gap.what.startswith("template") or gap.what.startswith("statement") for gap in facts.gaps) or (
        Kind.DBT_SQL in facts.kinds and not facts.statements
    )


def _whole(one: Dataset, believed: set[DatasetId]) -> Dataset:
    known = one.kind is DatasetKind.SEED or one.id in believed
    return replace(one, complete=True) if known and one.columns else one


def _nodes(facts: FileFacts) -> tuple[DbtNode, ...]:
    return facts.dbt.nodes if facts.dbt is not None else ()


def _listed(names: set[str] | frozenset[str]) -> str:
    found = sorted(names)
    return ", ".join(f"`{name}`" for name in found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
